import type { Attempts } from './attempts.ts'
import type { Deliver, Event, Final, Report, Row } from './events.ts'

/** What one receiver has applied of one timeline since it began or was reset. */
type View = { applied: Set<number>; last: number | undefined }

/** A receiver that was online and quiet at the end, so that it must have everything. */
export type Settled = { session: string; uid: string }

/** Checks that every receiver saw a stretch of the stored timeline: whole, once and in order. */
export function checkSessions(events: readonly Event[], context: SessionContext) {
  const { final, attempts, settled, report } = context
  const rows = indexRows(final)
  const views = new Map<string, View>()

  for (const event of events) {
    if (event.type === 'reset') views.delete(viewKey(event))
    else if (event.type === 'deliver') {
      checkContent(event, rows.get(event.uid)?.get(event.seq), attempts, report)
      checkPlace(event, viewOf(views, event), report)
    }
  }
  for (const one of settled) checkEnd(one, views.get(viewKey(one)), final, report)
}

export type SessionContext = {
  final: Final
  attempts: Attempts
  settled: readonly Settled[]
  report: Report
}

const viewKey = ({ session, uid }: Settled) => `${session}\0${uid}`

function viewOf(views: Map<string, View>, event: Deliver): View {
  let view = views.get(viewKey(event))
  if (!view) views.set(viewKey(event), (view = { applied: new Set(), last: undefined }))
  return view
}

function indexRows(final: Final): Map<string, Map<number, Row>> {
  return new Map([...final].map(([uid, rows]) => [uid, new Map(rows.map(row => [row.seq, row]))]))
}

function checkContent(event: Deliver, row: Row | undefined, attempts: Attempts, report: Report) {
  const { uid, seq, id, clientId } = event
  const seen = `${event.session} saw ${uid} seq ${seq}`
  if (typeof clientId === 'string' && !attempts.knows(uid, clientId)) {
    report('phantom', `${seen} as ${clientId}, which nobody sent`)
  } else if (!row) report('diverged', `${seen} (${id}), which is not stored`)
  else if (!isSame(event, row)) {
    report('diverged', `${seen} as ${id} ${clientId ?? ''}, stored is ${row.id} ${row.clientId ?? ''}`)
  }
}

function isSame(event: Deliver, row: Row): boolean {
  const isErased = row.text === null
  return (
    event.id === row.id &&
    (event.clientId === undefined || event.clientId === row.clientId) &&
    (isErased || event.text === row.text)
  )
}

function checkPlace({ session, uid, seq }: Deliver, view: View, report: Report) {
  const { applied, last } = view
  const seen = `${session} applied ${uid} seq ${seq}`
  if (applied.has(seq)) report('double', `${seen} twice`)
  else if (last !== undefined && seq < last) report('reorder', `${seen} after ${last}`)
  else if (last !== undefined && seq > last + 1) report('gap', `${seen} after ${last}`)
  applied.add(seq)
  view.last = Math.max(last ?? seq, seq)
}

function checkEnd({ session, uid }: Settled, view: View | undefined, final: Final, report: Report) {
  const end = (final.get(uid) ?? []).reduce((max, row) => Math.max(max, row.seq), 0)
  const last = view?.last ?? 0
  if (last < end) report('lost', `${session} is settled at ${uid} seq ${last}, stored is up to ${end}`)
}
