import { lastWhere } from './last-where.ts'
import type { Summary } from '#protocol/desk'
import { isMessage, type Entry } from '#protocol/entry'
import type { Timeline } from './timeline.ts'

/** How far an agent has read each timeline, as far as this client knows: the desk log may be behind it. */
export function createReadMarks(timelineOf: (uid: string) => Timeline | undefined) {
  const upTo = new Map<string, number>()

  function isRead(uid: string): boolean {
    const last = lastWhere(timelineOf(uid)?.entries ?? [], fromVisitor)
    return last !== undefined && last.seq <= (upTo.get(uid) ?? 0)
  }

  return {
    /** True when nothing of the visitor is left to read. */
    note(uid: string, seq: number): boolean {
      upTo.set(uid, Math.max(seq, upTo.get(uid) ?? 0))
      return isRead(uid)
    },
    /** What was read while the summary was on its way does not count as unread again. */
    apply(summary: Summary): Summary {
      const { uid, unread, last } = summary
      const isHere = (last?.seq ?? 0) <= (timelineOf(uid)?.entries.at(-1)?.seq ?? 0)
      return unread > 0 && isHere && isRead(uid) ? { ...summary, unread: 0 } : summary
    }
  }
}

export const fromVisitor = (entry: Entry) => isMessage(entry) && entry.by.role === 'visitor'
