import type { Position } from '#protocol/client-frame'
import type { Summary } from '#protocol/desk'
import type { ServerFrameOf } from '#protocol/server-frame'

// DK5 A range that does not begin at the cursor + 1 is asked for again, never skipped.
// DK6 After a `reset` only what the server sent is left.

export type Inbox = {
  list(): readonly Summary[]
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
  onChange(change: { changed: readonly Summary[]; reset: boolean }): void
}

export function createInbox({ ask, onChange }: InboxOptions): Inbox {
  const conversations = new Map<string, Summary>()
  let position: Position = null
  let asked = false

  return {
    list: () => [...conversations.values()],
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
      onChange({ changed: frame.conversations, reset: frame.reset })
    },
    amend(uid, part) {
      let found = false
      const says = Object.entries(part) as [keyof typeof part, unknown][]
      for (const summary of conversations.values()) {
        if (summary.uid !== uid || says.every(([key, value]) => summary[key] === value)) continue
        found = true
        conversations.set(summary.cid, { ...summary, ...part })
      }
      if (found) onChange({ changed: [], reset: false })
    },
    disconnected() {
      asked = false
    }
  }
}
