import { batch, computed, signal } from '@preact/signals'
import type { Summary } from '#protocol/desk'
import type { AgentSession } from '#client/index'
import type { EndedPlace } from '../ended.ts'
import { groupInbox, matches, sourcesOf, type Groups } from '../inbox.ts'
import type { RouteModel } from './RouteModel.ts'

export type InboxModel = ReturnType<typeof createInboxModel>

/** Comes when somebody looks further back, with what checks the answer. */
const ended = () => import('../ended.ts')

/** The conversations of the company as lists; the search narrows all of them. */
export function createInboxModel(
  session: AgentSession,
  me: string,
  { route, filter }: Pick<RouteModel, 'route' | 'filter'>
) {
  /** What the desk log tells of, … */
  const live = signal<readonly Summary[]>(session.inbox())
  /** … and ended conversations that are older than that: they were asked for. */
  const older = signal<readonly Summary[]>([])
  /** Where those go on; undefined at their end. */
  const place = signal<EndedPlace | undefined>(undefined)
  const all = computed(() => {
    const known = new Set(live.value.map(one => one.cid))
    return older.value.length === 0
      ? live.value
      : [...live.value, ...older.value.filter(one => !known.has(one.cid))]
  })
  const loaded = signal(false)
  const query = computed(() => filter.value.q)
  /** Grows whenever more is known of a visitor: the search looks into it. */
  const known = signal(0)
  /** The row that the keyboard is at. */
  const cursor = signal<string | undefined>(undefined)

  const groups = computed(() => groupInbox(all.value, me))
  const found = computed((): Groups => {
    const words = query.value.trim()
    const { source, group } = filter.value
    if (words === '' && source === '' && group === '') return groups.value
    void known.value
    const only = (list: readonly Summary[]) =>
      list.filter(
        one =>
          (source === '' || one.source === source) &&
          (group === '' || one.groupId === group) &&
          (words === '' || matches(one, session.visitor(one.uid), words))
      )
    const { queue, mine, colleagues, ended } = groups.value
    return { queue: only(queue), mine: only(mine), colleagues: only(colleagues), ended: only(ended) }
  })
  const list = computed(() => found.value[route.value.tab])
  /** What waits for this agent: unread messages and people in the queue. */
  const waiting = computed(
    () => groups.value.queue.length + groups.value.mine.reduce((sum, one) => sum + one.unread, 0)
  )

  let loading: Promise<void> | undefined
  function loadOlder(): Promise<void> {
    const from = place.value
    if (!from) return Promise.resolve()
    loading ??= ended()
      .then(({ endedBefore }) => endedBefore(from))
      .then(answer => {
        // The whole inbox has come anew meanwhile
        if (!answer.ok || place.value !== from) return
        const { conversations, more } = answer.value
        const known = new Set(older.value.map(one => one.cid))
        const last = conversations.at(-1)
        batch(() => {
          older.value = [...older.value, ...conversations.filter(one => !known.has(one.cid))]
          place.value = more && last ? { at: last.endedAt!, cid: last.cid } : undefined
        })
      })
      // What could not be had now is asked for again
      .catch(() => undefined)
      .finally(() => (loading = undefined))
    return loading
  }

  /** So many rows follow each other without a gap: behind that stands at most one that was brought, until those before it are here. */
  function reached(): number {
    const from = place.value
    if (!from || route.value.tab !== 'ended') return list.value.length
    const behind = list.value.findIndex(one => one.endedAt !== null && one.endedAt < from.at)
    return behind < 0 ? list.value.length : behind
  }

  const isLookedAt = ({ cid }: Summary) => cid === route.value.cid

  const off = [
    session.on('inbox', ({ reset, dropped }) =>
      batch(() => {
        live.value = session.inbox()
        loaded.value = true
        if (reset) older.value = older.value.filter(isLookedAt)
        // Whoever has gone far back goes on from there, and nothing is left out between
        else if (older.value.some(one => !isLookedAt(one))) older.value = [...dropped, ...older.value]
        else older.value = [...older.value, ...dropped.filter(isLookedAt)]
        if (reset || (dropped.length > 0 && !older.value.some(one => !isLookedAt(one))))
          place.value = endOf(live.value)
      })
    ),
    session.on('visitor', () => (known.value += 1))
  ]

  return {
    all,
    loaded,
    query,
    sources: computed(() => sourcesOf(all.value)),
    cursor,
    groups,
    found,
    list,
    waiting,
    hasOlder: computed(() => place.value !== undefined),
    olderCount: computed(() => older.value.length),
    isNarrowed: computed(() => found.value !== groups.value),
    loadOlder,
    /** Brings a conversation that is in no list, such as one that a link leads to. */
    async bring(cid: string) {
      const answer = await ended().then(
        ({ conversation }) => conversation(cid),
        () => undefined
      )
      if (answer?.ok && !all.value.some(one => one.cid === cid)) older.value = [...older.value, answer.value]
    },
    find: (cid: string | undefined) => all.value.find(one => one.cid === cid),
    /** The row to go to from the present one; undefined in an empty list. What is older comes before its end is reached. */
    step(from: string | undefined, by: 1 | -1): string | undefined {
      const shown = reached()
      const at = list.value.findIndex(one => one.cid === from)
      if (by === 1 && at >= shown - AHEAD && route.value.tab === 'ended') void loadOlder()
      // From one behind the gap, back is before it
      const next = at < 0 ? 0 : at >= shown && by === 1 ? at : Math.min(shown - 1, Math.max(0, at + by))
      return list.value[next]?.cid
    },
    destroy() {
      for (const stop of off) stop()
    }
  }
}

/** So many rows before the end of what is here, what is older is asked for. */
const AHEAD = 20
/** So many ended conversations a whole inbox has at most; behind its oldest one it goes on. */
const ENDED_IN_INBOX = 100

function endOf(list: readonly Summary[]): EndedPlace | undefined {
  const ended = list.flatMap(({ endedAt }) => (endedAt === null ? [] : [endedAt]))
  return ended.length < ENDED_IN_INBOX ? undefined : { at: Math.min(...ended) }
}
