import type { Entry } from '#protocol/entry'
import type { ChatConfig, Surface } from '#protocol/keys'
import { t } from '../i18n/t.ts'
import type { PageFacts } from '../page-facts.ts'

/** RCV-hello: what is said before anybody has written, by whoever answers first. */
export function welcomeOf(
  { type, robotid, robot_hello_word, agent_offline_title }: ChatConfig,
  { mode, hello, offline }: NonNullable<PageFacts['words']>,
  agentsOnline: boolean
): string {
  const way = Number(type ?? mode)
  if (mode && (way % 2 || (way > 2 && !agentsOnline)))
    return robot_hello_word || hello?.[robotid!] || hello?.[''] || t('chat.welcome')
  return agentsOnline ? t('chat.welcome') : agent_offline_title || offline || t('chat.welcomeAway')
}

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
