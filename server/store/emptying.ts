import { erased, type Content } from '#protocol/entry'
import type { Db, Tx } from './schema.ts'
import { forgetSearched } from './search.ts'

// ER What was said is taken out of its entries; their places stay, so that no timeline has a hole.

/** Entries that are looked at in one statement. */
export const PORTION = 200

/** A stretch of a timeline; both ends belong to it. */
export type Stretch = { from?: number; upTo: number }

export type Emptied = {
  /** How many entries lost something. */
  count: number
  /** What visitors had written. */
  words: string[]
  /** Where the next portion begins; undefined at the end. */
  next: number | undefined
}

/** The next portion of a stretch. */
export async function emptyPortion(db: Db | Tx, uid: string, { from = 1, upTo }: Stretch): Promise<Emptied> {
  const rows = await db
    .selectFrom('entry')
    .select(['seq', 'role', 'content'])
    .where('uid', '=', uid)
    .where('seq', '>=', from)
    .where('seq', '<=', upTo)
    .orderBy('seq')
    .limit(PORTION)
    .execute()
  const seqsOf = new Map<string, number[]>()
  const words: string[] = []
  for (const { seq, role, content } of rows) {
    const before = JSON.parse(content) as Content
    const after = JSON.stringify(erased(before))
    if (after === content || before.kind === 'void') continue
    seqsOf.set(after, [...(seqsOf.get(after) ?? []), seq])
    if (role === 'visitor' && before.kind === 'text') words.push(before.text)
  }
  for (const [content, seqs] of seqsOf)
    await db.updateTable('entry').set({ content }).where('uid', '=', uid).where('seq', 'in', seqs).execute()
  await forgetSearched(db, uid, [...seqsOf.values()].flat())
  const last = rows.at(-1)
  return {
    count: [...seqsOf.values()].reduce((sum, { length }) => sum + length, 0),
    words,
    next: rows.length < PORTION || !last ? undefined : last.seq + 1
  }
}

/** The whole stretch at once: for what is short. */
export async function emptyAll(db: Db | Tx, uid: string, stretch: Stretch): Promise<void> {
  for (let next: number | undefined = stretch.from ?? 1; next !== undefined;)
    next = (await emptyPortion(db, uid, { ...stretch, from: next })).next
}
