import { batch, computed, signal } from '@preact/signals'
import type { Summary } from '#protocol/desk'
import type { AgentSession } from '#client/index'
import { groupInbox, matches, sourcesOf, type Groups } from '../inbox.ts'
import type { RouteModel } from './RouteModel.ts'

export type InboxModel = ReturnType<typeof createInboxModel>

/** The conversations of the company as lists; the search narrows all of them. */
export function createInboxModel(
  session: AgentSession,
  me: string,
  { route, filter }: Pick<RouteModel, 'route' | 'filter'>
) {
  const all = signal<readonly Summary[]>(session.inbox())
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

  const off = [
    session.on('inbox', () =>
      batch(() => {
        all.value = session.inbox()
        loaded.value = true
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
    find: (cid: string | undefined) => all.value.find(one => one.cid === cid),
    /** The row to go to from the present one; undefined in an empty list. */
    step(from: string | undefined, by: 1 | -1): string | undefined {
      const at = list.value.findIndex(one => one.cid === from)
      const next = at < 0 ? 0 : Math.min(list.value.length - 1, Math.max(0, at + by))
      return list.value[next]?.cid
    },
    destroy() {
      for (const stop of off) stop()
    }
  }
}
