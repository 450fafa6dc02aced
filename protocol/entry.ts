import * as v from 'valibot'
import { Card } from './card.ts'
import { LIMITS } from './limits.ts'

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.idLength))
const name = v.pipe(v.string(), v.maxLength(LIMITS.nameLength))
const seq = v.pipe(v.number(), v.integer(), v.minValue(0))

/** An uploaded file as a reader sees it. `url` is signed, works without a cookie and is good for at least a day. */
export const FileRef = v.object({
  id,
  name,
  type: name,
  size: seq,
  width: v.optional(seq),
  height: v.optional(seq),
  url: v.string()
})
export type FileRef = v.InferOutput<typeof FileRef>

/** A visitor's word on how a conversation went: 1 (bad) to 5 (good). */
const Rating = v.object({
  kind: v.literal('rating'),
  score: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)),
  comment: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.commentLength)))
})

/** What a person or the desk put into the timeline. */
export const Content = v.variant('kind', [
  v.object({
    kind: v.literal('text'),
    text: v.string(),
    // A robot's, or the desk's: texts that the visitor sends with one click, and where else to go
    choices: v.optional(v.array(v.string())),
    go: v.optional(v.object({ text: v.string(), url: v.string(), blank: v.boolean() })),
    /** A message may be left instead. */
    leave: v.optional(v.boolean()),
    /** Of a robot's answer: the entry of its FAQ. */
    faq: v.optional(id),
    /** Of a visitor's choice: the seq of the entry that offered it. */
    re: v.optional(seq)
  }),
  v.object({ kind: v.literal('image'), file: FileRef }),
  v.object({ kind: v.literal('file'), file: FileRef }),
  Rating,
  v.object({ kind: v.literal('card'), card: Card }),
  v.object({ kind: v.literal('started') }),
  v.object({ kind: v.literal('assigned'), agent: v.object({ id, name }) }),
  // `group`: passed on to its queue; for agents only
  v.object({ kind: v.literal('released'), group: v.optional(v.object({ id, name })) }),
  v.object({ kind: v.literal('ended'), by: v.picklist(['visitor', 'agent', 'system']) }),
  // A place that is taken but has nothing to show: recalled or `erased`. `internal`: it was a note
  v.object({
    kind: v.literal('void'),
    internal: v.optional(v.boolean()),
    erased: v.optional(v.boolean())
  }),
  // RV: the entry at `seq` is void from now on
  v.object({ kind: v.literal('recalled'), seq, internal: v.optional(v.boolean()) }),
  // ER: what was said up to that seq is void from now on
  v.object({ kind: v.literal('erased'), upTo: seq }),
  // NT: between agents; a visitor gets `hidden` in its place
  v.object({ kind: v.literal('note'), text: v.string() }),
  // Between agents, too: who else may write, and whose messages are not taken
  v.object({ kind: v.literal('joined'), agent: v.object({ id, name }) }),
  v.object({ kind: v.literal('left'), agent: v.object({ id, name }) }),
  v.object({ kind: v.literal('blocked'), until: v.nullable(seq), reason: v.string() }),
  v.object({ kind: v.literal('unblocked') }),
  v.object({ kind: v.literal('hidden') })
])
export type Content = v.InferOutput<typeof Content>

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.textLength), v.regex(/\S/, 'is blank'))

/** What a sender may ask to have stored; the server fills in the rest of a file from its own record. */
export const Draft = v.variant('kind', [
  v.object({ kind: v.literal('text'), text, re: v.optional(v.pipe(seq, v.safeInteger())) }),
  v.object({ kind: v.literal('image'), fileId: id }),
  v.object({ kind: v.literal('file'), fileId: id }),
  Rating,
  v.object({ kind: v.literal('card'), card: Card }),
  // Of agents, for agents
  v.object({ kind: v.literal('note'), text })
])
export type Draft = v.InferOutput<typeof Draft>

export const Role = v.picklist(['visitor', 'agent', 'bot', 'system'])
export type Role = v.InferOutput<typeof Role>

export const Sender = v.object({ role: Role, id: v.string(), name: v.optional(name) })
export type Sender = v.InferOutput<typeof Sender>

/** One place of a timeline. `seq` is dense: 1, 2, 3 … ; `at` is the server's clock in ms. */
export const Entry = v.object({
  seq,
  id,
  at: seq,
  cid: id,
  by: Sender,
  clientId: v.optional(id),
  content: Content
})
export type Entry = v.InferOutput<typeof Entry>

const MESSAGES = new Set<Content['kind']>(['text', 'image', 'file', 'card', 'rating'])

export function isMessage(entry: Entry): boolean {
  return MESSAGES.has(entry.content.kind)
}

/** NT1 What visitors never learn more of than that its place is taken. */
export const isInternal = (content: Content): boolean =>
  INTERNAL.has(content.kind) || ('internal' in content && content.internal === true)

const INTERNAL = new Set<Content['kind']>(['note', 'joined', 'left', 'blocked', 'unblocked'])

/** ER What is left of it once it is erased: its place, and of a rating what reports count. That something happened stays. */
export function erased(content: Content): Content {
  if (content.kind === 'rating') return { kind: 'rating', score: content.score }
  if (!MESSAGES.has(content.kind) && content.kind !== 'note' && content.kind !== 'blocked') return content
  return { kind: 'void', ...(isInternal(content) ? { internal: true } : {}), erased: true }
}
