import type { Summary } from '#protocol/desk'
import type { Visitor } from '#client/index'

export const TABS = ['queue', 'mine', 'colleagues', 'ended'] as const
export type Tab = (typeof TABS)[number]
export type Groups = Record<Tab, readonly Summary[]>

export function tabOf({ status, agentId, guests }: Summary, me: string): Tab {
  if (status === 'ended') return 'ended'
  if (agentId === me || guests?.includes(me)) return 'mine'
  return status === 'queued' ? 'queue' : 'colleagues'
}

/** Nobody holds it, or only a robot. */
export const isFree = ({ status }: Summary) => status === 'queued' || status === 'bot'

/** The queue by who waits longest, all else by what moved last. */
export function groupInbox(all: readonly Summary[], me: string): Groups {
  const groups: Record<Tab, Summary[]> = { queue: [], mine: [], colleagues: [], ended: [] }
  for (const summary of all) groups[tabOf(summary, me)].push(summary)
  groups.queue.sort((a, b) => waitsSince(a) - waitsSince(b))
  for (const tab of ['mine', 'colleagues', 'ended'] as const)
    groups[tab].sort((a, b) => movedAt(b) - movedAt(a))
  return groups
}

/** When somebody in the queue came into it, the last time. */
export const waitsSince = ({ statusAt, startedAt }: Summary) => statusAt ?? startedAt

export const movedAt = ({ endedAt, last, startedAt }: Summary) => endedAt ?? last?.at ?? startedAt

/** Where visitors came through, as it occurs in a list. */
export const sourcesOf = (all: readonly Summary[]): string[] =>
  [...new Set(all.map(({ source }) => source ?? ''))].filter(source => source !== '').sort()

/** Whether every word of the query occurs somewhere in what is known of the conversation. */
export function matches(summary: Summary, visitor: Visitor | undefined, query: string): boolean {
  const text = searchText(summary, visitor)
  return query
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
}

function searchText(
  { name, uid, last, phone = '', email = '', fields = '' }: Summary,
  visitor: Visitor | undefined
): string {
  const content = last?.content
  const said = content?.kind === 'text' ? content.text : content && 'file' in content ? content.file.name : ''
  const { claims = {}, page } = visitor?.profile ?? {}
  const number = phone.replace(/\D/g, '')
  return [
    name,
    uid.slice(-4),
    said,
    phone,
    number,
    email,
    fields,
    page?.title ?? '',
    ...Object.entries(claims).flat()
  ]
    .join('\n')
    .toLowerCase()
}

export type Event = { kind: 'queued' | 'message' | 'passed' | 'invited'; summary: Summary }

/** What of a change deserves an agent's attention. */
export function newsOf(
  changed: readonly Summary[],
  before: ReadonlyMap<string, Summary>,
  me: string
): Event[] {
  return changed.flatMap((summary): Event[] => {
    const known = before.get(summary.cid)
    if (summary.status === 'queued') return known?.status === 'queued' ? [] : [{ kind: 'queued', summary }]
    if (tabOf(summary, me) !== 'mine') return []
    if (summary.agentId === me && known?.agentId && known.agentId !== me) return [{ kind: 'passed', summary }]
    if (known && tabOf(known, me) === 'colleagues') return [{ kind: 'invited', summary }]
    const isNew = (summary.last?.seq ?? 0) > (known?.last?.seq ?? 0)
    return isNew && known && summary.last?.by.role === 'visitor' ? [{ kind: 'message', summary }] : []
  })
}
