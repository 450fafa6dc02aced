import type { Position } from '#protocol/client-frame'
import type { Summary } from '#protocol/desk'
import type { ServerFrameOf } from '#protocol/server-frame'

// DK5 A range that does not begin at the cursor + 1 is asked for again, never skipped.
// DK6 After a `reset` only what the server sent is left.
// DK7 Of what has ended meanwhile the oldest goes: a desk is open for days.

export type Inbox = {
  list(): readonly Summary[]
  /** Whether a conversation of this visitor is in it. */
  has(uid: string): boolean
  position(): Position
  apply(frame: ServerFrameOf<'desk'>): void
  /** Changes what is known of a visitor's conversations beside the log: presence, name, what was read here. */
  amend(uid: string, part: Partial<Pick<Summary, 'online' | 'name' | 'phone' | 'email' | 'unread'>>): void
  /** An answer that was outstanding will not come. */
  disconnected(): void
}

export type InboxOptions = {
  /** Sends `desk`; false when there is no connection. */
  ask(at: Position): boolean
  onChange(change: InboxChange): void
}

/** `dropped`: ended conversations that the inbox has no more. */
export type InboxChange = { changed: readonly Summary[]; dropped: readonly Summary[]; reset: boolean }

/** As many of what has ended as a whole inbox brings … */
const ENDED_KEPT = 100
/** … are left when there are so many more. */
const ENDED_TOO_MANY = 50

export function createInbox({ ask, onChange }: InboxOptions): Inbox {
  const conversations = new Map<string, Summary>()
  let position: Position = null
  let asked = false

  function dropOldest(): readonly Summary[] {
    const ended = [...conversations.values()].filter(({ endedAt }) => endedAt !== null)
    if (ended.length <= ENDED_KEPT + ENDED_TOO_MANY) return []
    const dropped = ended.sort((a, b) => b.endedAt! - a.endedAt!).slice(ENDED_KEPT)
    for (const { cid } of dropped) conversations.delete(cid)
    return dropped
  }

  return {
    list: () => [...conversations.values()],
    has: of => [...conversations.values()].some(({ uid }) => uid === of),
    position: () => position,
    apply(frame) {
      const cursor = position?.cursor ?? 0
      if (!frame.reset && frame.from > cursor + 1) {
        if (!asked) asked = ask(position)
        return
      }
      asked = false
      if (!frame.reset && frame.to <= cursor) return
      if (frame.reset) conversations.clear()
      for (const summary of frame.conversations) conversations.set(summary.cid, summary)
      // An empty log has no entry whose id could be named
      position = { cursor: frame.to, lastId: frame.lastId || 'none' }
      onChange({ changed: frame.conversations, dropped: dropOldest(), reset: frame.reset })
    },
    amend(uid, part) {
      let found = false
      const says = Object.entries(part) as [keyof typeof part, unknown][]
      for (const summary of conversations.values()) {
        if (summary.uid !== uid || says.every(([key, value]) => summary[key] === value)) continue
        found = true
        conversations.set(summary.cid, { ...summary, ...part })
      }
      if (found) onChange({ changed: [], dropped: [], reset: false })
    },
    disconnected() {
      asked = false
    }
  }
}
