import type { Position } from '#protocol/client-frame'
import type { Receipt } from '#protocol/desk'
import { erased, type Entry } from '#protocol/entry'
import type { ServerFrameOf } from '#protocol/server-frame'

// TL4 Entries are applied in the order of their seq, each once; the cursor is the last one applied.
// TL5 An entry beyond cursor + 1 is not applied: the timeline asks for everything after its cursor.
// TL6 After a `reset` only what the server sent is left, and the cursor is where that ends.
// ER2 What was said up to the seq of an `erased` entry is void here, too.
// RV2 What an entry says is recalled is void here, too, whichever of the two has come first.
// TL7 While an answer is outstanding, live entries that do not fit are only noted; if the answer ends below them, it asks again.

export type Timeline = {
  readonly uid: string
  /** Oldest first, without holes. */
  readonly entries: readonly Entry[]
  readonly receipts: { visitor: Receipt; agent: Receipt }
  /** Where this receiver is, for `hello` and `follow`. */
  position(): Position
  /** Older entries exist on the server. */
  hasOlder(): boolean
  /** Lowest seq that the server still has. */
  floorSeq(): number
  /** The first answer has come. */
  isLoaded(): boolean
  live(entry: Entry): void
  batch(frame: ServerFrameOf<'entries'>): void
  page(frame: ServerFrameOf<'page'>): void
  receipt(frame: ServerFrameOf<'receipt'>): void
  /** Asks for older entries; false when there are none or the answer is still to come. */
  loadOlder(): boolean
  /** The connection broke: answers that were outstanding will not come. */
  disconnected(): void
}

export type TimelineOptions = {
  uid: string
  /** Sends `follow` with the position. */
  ask(at: Position): void
  /** Sends `history`. */
  askOlder(before: number): void
  /** Called after every change; `applied` are the entries that came at the end, in order. */
  onChange(change: { applied: readonly Entry[]; reset: boolean }): void
}

export function createTimeline({ uid, ask, askOlder, onChange }: TimelineOptions): Timeline {
  let entries: readonly Entry[] = []
  let receipts = { visitor: { delivered: 0, read: 0 }, agent: { delivered: 0, read: 0 } }
  let floorSeq = 1
  let loaded = false
  let asked = false
  let olderAsked = false
  let highestSeen = 0

  const cursor = () => entries.at(-1)?.seq ?? 0
  const position = (): Position => {
    const last = entries.at(-1)
    return last ? { cursor: last.seq, lastId: last.id } : null
  }

  function askAfter() {
    if (asked) return
    asked = true
    ask(position())
  }

  function append(more: readonly Entry[]): readonly Entry[] {
    const fitting = more.filter(entry => entry.seq > cursor())
    if (fitting.length > 0) entries = voided([...entries, ...fitting])
    return fitting
  }

  return {
    uid,
    get entries() {
      return entries
    },
    get receipts() {
      return receipts
    },
    position,
    hasOlder: () => loaded && (entries[0]?.seq ?? 0) > floorSeq,
    floorSeq: () => floorSeq,
    isLoaded: () => loaded,

    live(entry) {
      highestSeen = Math.max(highestSeen, entry.seq)
      if (loaded && entry.seq === cursor() + 1) {
        entries = voided([...entries, entry])
        onChange({ applied: [entry], reset: false })
      } else if (entry.seq > cursor()) askAfter()
    },

    batch(frame) {
      asked = false
      const reset = frame.reset && loaded
      if (frame.reset) entries = []
      receipts = frame.reset ? frame.receipts : furthestOf(receipts, frame.receipts)
      floorSeq = frame.floorSeq
      highestSeen = frame.reset ? frame.headSeq : Math.max(highestSeen, frame.headSeq)
      // An answer that leaves a hole would be a fault of the server; asking again is safe, showing it is not
      const first = frame.entries[0]
      const follows = frame.reset || !first || first.seq <= cursor() + 1
      const applied = follows ? append(frame.entries) : []
      loaded = true
      onChange({ applied, reset })
      if (cursor() < highestSeen && (applied.length > 0 || !follows)) askAfter()
    },

    page(frame) {
      olderAsked = false
      const oldest = entries[0]?.seq ?? 0
      if (frame.before !== oldest) return
      floorSeq = frame.floorSeq
      entries = voided([...frame.entries.filter(entry => entry.seq < oldest), ...entries])
      if (frame.entries.length === 0) floorSeq = oldest
      onChange({ applied: [], reset: false })
    },

    receipt({ role, receipt }) {
      receipts = { ...receipts, [role]: furthest(receipts[role], receipt) }
      onChange({ applied: [], reset: false })
    },

    loadOlder() {
      const oldest = entries[0]?.seq
      if (olderAsked || oldest === undefined || oldest <= floorSeq) return false
      olderAsked = true
      askOlder(oldest)
      return true
    },

    disconnected() {
      asked = false
      olderAsked = false
    }
  }
}

/** An answer that was on its way meanwhile may still hold what was said there. */
function voided(entries: readonly Entry[]): readonly Entry[] {
  const gone = new Map<number, object>()
  let upTo = 0
  for (const { content } of entries) {
    if (content.kind === 'recalled') gone.set(content.seq, content)
    if (content.kind === 'erased') upTo = Math.max(upTo, content.upTo)
  }
  if (gone.size + upTo === 0) return entries
  return entries.map(entry => {
    const notice = gone.get(entry.seq)
    if (notice) return { ...entry, content: { ...notice, kind: 'void' } }
    return entry.seq > upTo ? entry : { ...entry, content: erased(entry.content) }
  })
}

const furthest = (a: Receipt, b: Receipt): Receipt => ({
  delivered: Math.max(a.delivered, b.delivered),
  read: Math.max(a.read, b.read)
})
const furthestOf = (a: Timeline['receipts'], b: Timeline['receipts']): Timeline['receipts'] => ({
  visitor: furthest(a.visitor, b.visitor),
  agent: furthest(a.agent, b.agent)
})
