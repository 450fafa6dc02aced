import type { Masking as Mode } from '#protocol/api/privacy'
import type { Content, Entry } from '#protocol/entry'
import type { Bus } from '#server/bus/bus'
import type { Intent } from '#server/desk/rules'
import type { Op } from '#server/store/commit'
import type { Database } from '#server/store/db'
import { privacyOf } from '#server/store/privacy'
import type { Writer } from '#server/store/writer'
import { maskNumbers, maskPreview } from './mask.ts'

// ADM-privacy: how numbers of cards are masked, company by company. What is `stored` masked goes through the one door of the writer before
// it is an entry, so that acks, robots, webhooks and searches never see anything else; `shown` masks what leaves the server for anybody
// but the visitor.

export type Masking = {
  modeOf(companyId: string): Promise<Mode>
  /** Of a company that something was just written for; in doubt masked. */
  isOnNow(companyId: string): boolean
  /** As agents and other programs may read it. */
  shown(companyId: string, text: string): Promise<string>
  /** As it may be stored. */
  stored(companyId: string, text: string): Promise<string>
  /** What is being typed, as agents may read it. */
  preview(companyId: string, text: string): Promise<string>
  /** What was written for another company, as this one may store it. */
  carried(op: Op): Promise<Op>
  /** The writer behind this door. */
  before(writer: Writer): Writer
  /** The company's setting has changed. */
  changed(companyId: string): void
}

export function createMasking({ database, bus }: { database: Database; bus: Bus }): Masking {
  const known = new Map<string, Mode>()
  const asked = new Map<string, Promise<Mode>>()
  bus.subscribe('privacy', forget)
  bus.onGap(() => {
    known.clear()
    asked.clear()
  })

  function forget(companyId: string) {
    known.delete(companyId)
    asked.delete(companyId)
  }

  function modeOf(companyId: string): Promise<Mode> {
    const mode = known.get(companyId)
    if (mode !== undefined) return Promise.resolve(mode)
    const before = asked.get(companyId)
    if (before) return before
    const asking = privacyOf(database, companyId).then(({ masking }) => masking)
    asked.set(companyId, asking)
    asking.then(
      mode => {
        if (asked.get(companyId) !== asking) return
        asked.delete(companyId)
        known.set(companyId, mode)
      },
      () => asked.get(companyId) === asking && asked.delete(companyId)
    )
    return asking
  }

  const shown = async (companyId: string, text: string) =>
    (await modeOf(companyId)) === 'off' ? text : maskNumbers(text)

  return {
    modeOf,
    isOnNow: companyId => (known.get(companyId) ?? 'shown') !== 'off',
    shown,
    stored: async (companyId, text) => ((await modeOf(companyId)) === 'stored' ? maskNumbers(text) : text),
    preview: async (companyId, text) => ((await modeOf(companyId)) === 'off' ? text : maskPreview(text)),
    carried: async op => ((await modeOf(op.companyId)) === 'stored' ? maskCarried(op) : op),
    before: writer => inOrder(writer, { known, modeOf }),
    changed(companyId) {
      forget(companyId)
      bus.publish('privacy', companyId)
    }
  }
}

/** What waits for the setting, and all that comes behind it, is submitted in the order in which it came. */
function inOrder(
  writer: Writer,
  { known, modeOf }: { known: ReadonlyMap<string, Mode>; modeOf: Masking['modeOf'] }
): Writer {
  let waiting = 0
  let tail: Promise<unknown> = Promise.resolve()
  return {
    ...writer,
    submit(op) {
      const mode = known.get(op.companyId)
      if (mode !== undefined && waiting === 0) return writer.submit(masked(op, mode))
      waiting++
      // Without the setting nothing can be stored either: the writer will say so
      const turn = tail.then(() => modeOf(op.companyId).catch((): Mode => 'stored'))
      const submitted = turn.then(mode => {
        waiting--
        // Not awaited: the next one joins the same commit
        return { outcome: writer.submit(masked(op, mode)) }
      })
      tail = submitted
      return submitted.then(({ outcome }) => outcome)
    },
    async drain() {
      await tail
      await writer.drain()
    }
  }
}

const masked = (op: Op, mode: Mode): Op => (mode === 'stored' ? { ...op, intent: maskIntent(op.intent) } : op)

/** Whoever said it is somebody of the other company now, or the desk. */
function maskCarried(op: Op): Op {
  const { intent } = op
  return intent.kind === 'send' ? { ...op, intent: { ...intent, content: maskContent(intent.content) } } : op
}

function maskIntent(intent: Intent): Intent {
  if (intent.kind === 'send' && (intent.by.role === 'visitor' || intent.by.role === 'agent'))
    return { ...intent, content: maskContent(intent.content) }
  if (intent.kind === 'transfer' && intent.note !== undefined)
    return { ...intent, note: maskNumbers(intent.note) }
  return intent.kind === 'block' ? { ...intent, reason: maskNumbers(intent.reason) } : intent
}

/** The entry with what people have written in it masked; the same one when there is nothing to mask. */
export function maskEntry(entry: Entry): Entry {
  if (entry.by.role !== 'visitor' && entry.by.role !== 'agent') return entry
  const content = maskContent(entry.content)
  return content === entry.content ? entry : { ...entry, content }
}

function maskContent(content: Content): Content {
  if (content.kind === 'text' || content.kind === 'note') {
    const text = maskNumbers(content.text)
    return text === content.text ? content : { ...content, text }
  }
  if (content.kind !== 'rating' || content.comment === undefined) return content
  const comment = maskNumbers(content.comment)
  return comment === content.comment ? content : { ...content, comment }
}
