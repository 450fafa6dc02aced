import type { Entry } from '#protocol/entry'
import type { ChatConfig, Surface } from '#protocol/keys'

/** RCV-leavesys: on phones a message may be left in another system. */
export function goesElsewhere(
  { leave_customsys_flag, leave_customsys_url }: ChatConfig,
  surface: Surface
): boolean {
  const isHere = surface === 'link'
  if (!leave_customsys_flag || !leave_customsys_url) return false
  if (!isHere && !matchMedia('(pointer:coarse)').matches) return false
  window.open(leave_customsys_url, isHere ? '_self' : '_blank', 'noopener')
  return true
}

/** What the visitor has written in the newest conversation. */
export function unansweredIn(entries: readonly Entry[]): string {
  const cid = entries.at(-1)?.cid
  return entries
    .flatMap(entry =>
      entry.cid === cid && entry.by.role === 'visitor' && entry.content.kind === 'text'
        ? entry.content.text
        : []
    )
    .join('\n')
}
