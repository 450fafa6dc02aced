import type { Entry, Sender } from '#protocol/entry'
import { t as shared } from '#ui/i18n/t.ts'
import { preview } from '#ui/preview.ts'
import { formatDate } from './i18n/format.ts'
import { t } from './i18n/t.ts'

/** What agents are told of an entry that visitors are not, or told otherwise. */
export function eventText({ content, by }: Entry, me: string): string | undefined {
  const name = nameOf(by)
  switch (content.kind) {
    case 'void':
      return content.erased ? t('event.gone') : recalled(by, me, content.internal === true)
    case 'erased':
      return t('event.erased')
    case 'released':
      return content.group && t('event.toGroup', { name, group: content.group.name })
    case 'assigned':
      return by.role === 'agent' && by.id !== content.agent.id
        ? t('event.passed', { name, agent: content.agent.name })
        : undefined
    case 'joined':
    case 'left': {
      const isSelf = by.id === content.agent.id
      return t(`event.${content.kind}${isSelf ? 'Self' : ''}`, { name, agent: content.agent.name })
    }
    case 'blocked': {
      const what =
        content.until === null
          ? t('event.blocked', { name })
          : t('event.blockedUntil', { name, time: formatDate(content.until) })
      return content.reason ? `${what} · ${t('event.reason', { text: content.reason })}` : what
    }
    case 'unblocked':
      return t('event.unblocked', { name })
    default:
      return undefined
  }
}

const nameOf = ({ name }: Sender) => name || shared('entry.agent')

function recalled(by: Sender, me: string, isNote: boolean): string | undefined {
  if (by.role !== 'agent') return undefined
  if (by.id === me) return t(isNote ? 'recall.noteByYou' : 'recall.byYou')
  return t(isNote ? 'recall.noteBy' : 'recall.by', { name: nameOf(by) })
}

/** A message in one line, notes among them. */
export function lineOf({ content }: Entry): string {
  if (content.kind === 'note') return t('row.note', { text: content.text.replace(/\s+/g, ' ').slice(0, 200) })
  if (content.kind !== 'void') return preview(content)
  return t(content.erased ? 'event.gone' : 'row.gone')
}
