import './panel.css'
import type { Summary } from '#protocol/desk'
import type { TrackPoint } from '#protocol/track'
import type { DeskModel } from '../models/DeskModel.ts'
import { Card } from './Card.tsx'
import { History } from './History.tsx'
import { Plugins } from './Plugins.tsx'
import { Records } from './Records.tsx'
import { SummaryForm } from './SummaryForm.tsx'
import { TrailCard } from './TrailCard.tsx'
import { VisitorTickets } from './VisitorTickets.tsx'

export type PanelProps = {
  desk: DeskModel
  summary: Summary
  onLeave?: (() => void) | undefined
  point?: TrackPoint
}

/** Above what the page says of the visitor. */
export const Above = ({ desk, summary }: PanelProps) => (
  <Card key={summary.uid} desk={desk} summary={summary} />
)

/** At its place in the visitor's way: what a mini program has told. */
export const Trail = ({ desk, point }: PanelProps) => (point ? <TrailCard desk={desk} point={point} /> : null)

/** Below it. */
export const Below = (props: PanelProps) => (
  <>
    <SummaryForm key={`summary ${props.summary.cid}`} {...props} />
    <Records key={`records ${props.summary.uid}`} {...props} />
    <VisitorTickets key={`tickets ${props.summary.uid}`} {...props} />
    <History key={`history ${props.summary.cid}`} {...props} />
    <Plugins key={`plug-ins ${props.summary.cid}`} {...props} />
  </>
)
