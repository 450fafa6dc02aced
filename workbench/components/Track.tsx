import { useSignal } from '@preact/signals'
import type { Summary } from '#protocol/desk'
import { safeUrl } from '#protocol/safe-url'
import type { TrackPage, TrackPoint } from '#protocol/track'
import { formatWhen } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { Address } from './Address.tsx'
import { PanelMore } from './PanelMore.tsx'
import { Section } from './Section.tsx'

const FEW = 8

/** The visitor's way over the site, the newest page first, where it is recorded and the agent wants to see it. */
export function Track({ desk, summary }: { desk: DeskModel; summary: Summary }) {
  const isWhole = useSignal(false)
  const points = desk.visitor.value?.track ?? []
  if (points.length === 0 || !desk.showsTracks.value) return null
  const newest = points.toReversed()
  return (
    <Section title={t('track.title')}>
      <ol class="track">
        {newest
          .slice(0, isWhole.value ? Infinity : FEW)
          .map(point =>
            point.card ? (
              <PanelMore key={point.id} part="Trail" desk={desk} summary={summary} point={point} />
            ) : (
              <Point key={point.id} desk={desk} point={point} isHere={point.cid === summary.cid} />
            )
          )}
      </ol>
      {newest.length > FEW && !isWhole.value && (
        <button type="button" class="link" onClick={() => (isWhole.value = true)}>
          {t('track.all', { count: newest.length })}
        </button>
      )}
    </Section>
  )
}

function Point({ desk, point, isHere }: { desk: DeskModel; point: TrackPoint; isHere: boolean }) {
  const { kind, at, page, from } = point
  return (
    <li class={`track-point ${kind} ${isHere ? 'here' : ''}`}>
      <p class="track-head">
        <b>{t(`track.${kind}`)}</b>
        <time dateTime={new Date(at).toISOString()}>{formatWhen(at, desk.today.value)}</time>
      </p>
      <Page page={page} />
      {from && kind !== 'view' && (
        <div class="track-from">
          <span>{t('visitor.referrer')}</span> <Page page={from} />
        </div>
      )}
    </li>
  )
}

function Page({ page: { url, title, abstract, thumbnail, tags } }: { page: TrackPage }) {
  // Agents' browsers load pictures through https only
  const picture = thumbnail?.startsWith('https:') ? safeUrl(thumbnail) : undefined
  return (
    <>
      {picture && (
        <img class="track-picture" src={picture} alt="" loading="lazy" referrerpolicy="no-referrer" />
      )}
      {url ? <Address url={url} text={title} /> : title && <bdi>{title}</bdi>}
      {abstract && (
        <p class="track-more">
          <bdi>{abstract}</bdi>
        </p>
      )}
      {tags && (
        <p class="track-more tags">
          <bdi>{tags}</bdi>
        </p>
      )}
    </>
  )
}
