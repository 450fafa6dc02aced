import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Answered } from '#protocol/api/operations'
import type { TrackedEvent, Tracker } from '#protocol/api/trackers'
import { formatDate } from '../../i18n/format.ts'
import { call } from '../call.ts'
import { t } from '../i18n/t.ts'
import { Copyable, Problem } from '../parts.tsx'
import { resource } from '../resource.ts'

const TAKES = ['products', 'orders', 'events'] as const

export const TRACKERS = resource<Tracker>({
  page: 'trackers',
  part: 'channels',
  role: 'admin',
  title: 'trackers.title',
  about: 'trackers.about',
  none: 'trackers.none',
  makes: 'trackers.new',
  list: 'listTrackers',
  create: 'createTracker',
  update: 'updateTracker',
  remove: 'deleteTracker',
  idField: 'tracker',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  columns: [
    { title: 'trackers.name', show: ({ name }) => name },
    { title: 'trackers.appId', show: ({ appId }) => <code>{appId}</code> },
    {
      title: 'trackers.takes',
      show: one => TAKES.flatMap(name => (one[name] ? [t(`trackers.${name}`)] : [])).join(', ')
    }
  ],
  fields: [
    { name: 'name', label: 'trackers.name', kind: 'text', isNeeded: true, most: 100 },
    { name: 'appId', label: 'trackers.appId', kind: 'text', isNeeded: true, most: 64, only: 'making' },
    { name: 'secret', label: 'trackers.secret', hint: 'trackers.secretHint', kind: 'secret', most: 200 },
    ...TAKES.map(name => ({ name, label: `trackers.${name}` as const, kind: 'flag' as const }))
  ],
  fresh: { name: '', appId: '', products: true, orders: true, events: true },
  Secret: ({ answer }) => <Keys tracker={answer} />,
  Aside: ({ item }) => (
    <aside class="admin-aside">
      <Keys tracker={item} />
      <Live tracker={item.id} />
    </aside>
  )
})

const FILES = ['ud-sdk.js', 'wechat/QDTracker.js', 'common/QDTracker.js']

/** What the mini program has to be given. */
const Keys = ({ tracker: { companyToken, appkey } }: { tracker: Tracker }) => (
  <>
    <Copyable label={t('trackers.token')} text={companyToken} />
    <Copyable label={t('trackers.key')} text={appkey} />
    <p class="admin-label">{t('trackers.files')}</p>
    <ul class="admin-files">
      {FILES.map(file => (
        <li key={file}>
          <a href={`/app/miniprogram/${file}`} download>
            {file}
          </a>
        </li>
      ))}
    </ul>
  </>
)

const AGAIN_MS = 2_000
const SHOWN = '30'

type Filtered = Answered<'listFilteredProperties'>['items']

/** What is accepted while somebody looks, and what of it did not fit. */
function Live({ tracker }: { tracker: string }) {
  const events = useSignal<readonly TrackedEvent[] | undefined>(undefined)
  const filtered = useSignal<Filtered>([])
  const hasFailed = useSignal(false)

  useEffect(() => {
    let timer: number | undefined
    let isGone = false
    async function look() {
      if (document.visibilityState === 'visible') {
        const [accepted, left] = await Promise.all([
          call('listTrackedEvents', { tracker, limit: SHOWN }),
          call('listFilteredProperties', { tracker })
        ])
        hasFailed.value = !accepted.ok
        if (accepted.ok) events.value = accepted.value.items
        if (left.ok) filtered.value = left.value.items
      }
      if (!isGone) timer = window.setTimeout(() => void look(), AGAIN_MS)
    }
    void look()
    return () => {
      isGone = true
      window.clearTimeout(timer)
    }
  }, [tracker])

  return (
    <>
      <p class="admin-label">{t('trackers.live')}</p>
      <p class="admin-hint">{t('trackers.liveHint')}</p>
      <Problem shown={hasFailed.value} says={t('trackers.failed')} />
      {events.value?.length === 0 && <p class="admin-hint">{t('trackers.noEvents')}</p>}
      <ul class="admin-calls admin-events">
        {events.value?.map(event => (
          <Received key={event.id} event={event} />
        ))}
      </ul>
      {filtered.value.length > 0 && <LeftOut filtered={filtered.value} />}
    </>
  )
}

const Received = ({ event: { receivedAt, card, ids } }: { event: TrackedEvent }) => (
  <li>
    <details>
      <summary>
        <b>
          <bdi>{card.name}</bdi>
        </b>{' '}
        <time>{formatDate(receivedAt)}</time>
      </summary>
      <pre tabIndex={0}>{JSON.stringify({ ...(card.properties ?? card.order), ids }, null, 2)}</pre>
    </details>
  </li>
)

const LeftOut = ({ filtered }: { filtered: Filtered }) => (
  <>
    <p class="admin-label">{t('trackers.filtered')}</p>
    <p class="admin-hint">{t('trackers.filteredHint')}</p>
    <table class="admin-table">
      <thead>
        <tr>
          <th scope="col">{t('trackers.event')}</th>
          <th scope="col">{t('trackers.property')}</th>
          <th scope="col">{t('trackers.count')}</th>
        </tr>
      </thead>
      <tbody>
        {filtered.map(({ event, property, count }) => (
          <tr key={`${event} ${property}`}>
            <td data-title={t('trackers.event')}>
              <bdi>{event}</bdi>
            </td>
            <td data-title={t('trackers.property')}>
              <bdi>{property}</bdi>
            </td>
            <td data-title={t('trackers.count')}>{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </>
)
