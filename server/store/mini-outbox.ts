import type { Entry } from '#protocol/entry'
import type { Database } from './db.ts'
import { toEntry } from './entries.ts'
import type { MiniProgramMessageTable } from './mini-program-tables.ts'

// WX-out: what was said to a customer goes out in the order of the timeline. The cursor is behind what has gone out or waits as a row of its own; a
// row that is left is what the agent sees of it.

type State = MiniProgramMessageTable['state']

export type Waiting = {
  uid: string
  seq: number
  state: State
  problem: string | null
  tries: number
  nextAt: number
}

/** Customers of whom something may be left to send: claimed by this process until then. */
export async function claimBehind(
  { write }: Database,
  { now, until, limit }: { now: number; until: number; limit: number }
): Promise<string[]> {
  const rows = await write
    .selectFrom('mini_program_user as u')
    .innerJoin('timeline as t', 't.uid', 'u.uid')
    .select('u.uid')
    .where('u.claimed_until', '<=', now)
    .where(({ or, exists, eb, selectFrom }) =>
      or([
        eb('t.head_seq', '>', eb.ref('u.cursor')),
        exists(
          selectFrom('mini_program_message as m')
            .select('m.seq')
            .whereRef('m.uid', '=', 'u.uid')
            .where('m.state', '=', 'waiting')
            .where('m.next_at', '<=', now)
        )
      ])
    )
    .limit(limit)
    .execute()
  if (rows.length === 0) return []
  const claimed = await write
    .updateTable('mini_program_user')
    .set({ claimed_until: until })
    .where(
      'uid',
      'in',
      rows.map(({ uid }) => uid)
    )
    .where('claimed_until', '<=', now)
    .returning('uid')
    .execute()
  return claimed.map(({ uid }) => uid)
}

export async function letGo({ write }: Database, uid: string): Promise<void> {
  await write.updateTable('mini_program_user').set({ claimed_until: 0 }).where('uid', '=', uid).execute()
}

/** What was said behind the cursor, and up to where that goes. */
export async function saidBehind(
  { read }: Database,
  uid: string,
  { cursor, limit }: { cursor: number; limit: number }
): Promise<Entry[]> {
  const rows = await read
    .selectFrom('entry')
    .selectAll()
    .where('uid', '=', uid)
    .where('seq', '>', cursor)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(toEntry)
}

export async function entryAt({ read }: Database, uid: string, seq: number): Promise<Entry | undefined> {
  const row = await read
    .selectFrom('entry')
    .selectAll()
    .where('uid', '=', uid)
    .where('seq', '=', seq)
    .executeTakeFirst()
  return row && toEntry(row)
}

/** What waits is there before the cursor moves past it: a process that dies in between sends nothing twice by itself. */
export async function takeOver(
  { write }: Database,
  uid: string,
  { seqs, cursor, now }: { seqs: readonly number[]; cursor: number; now: number }
): Promise<void> {
  await write.transaction().execute(async tx => {
    if (seqs.length > 0)
      await tx
        .insertInto('mini_program_message')
        .values(seqs.map(seq => ({ uid, seq, state: 'waiting' as const, problem: null, next_at: now })))
        .onConflict(conflict => conflict.doNothing())
        .execute()
    await tx
      .updateTable('mini_program_user')
      .set({ cursor })
      .where('uid', '=', uid)
      .where('cursor', '<', cursor)
      .execute()
  })
}

/** All that has not gone out, in order. */
export async function leftOf({ read }: Database, uid: string): Promise<Waiting[]> {
  const rows = await read
    .selectFrom('mini_program_message')
    .select(['uid', 'seq', 'state', 'problem', 'tries', 'next_at as nextAt'])
    .where('uid', '=', uid)
    .orderBy('seq')
    .execute()
  return rows.map(row => ({ ...row, seq: Number(row.seq), nextAt: Number(row.nextAt) }))
}

/** It is on its way: if the process dies now, nobody knows whether it arrived. */
export async function beginSending({ write }: Database, { uid, seq, tries }: Waiting): Promise<void> {
  await write
    .updateTable('mini_program_message')
    .set({ state: 'unsure', problem: 'unsure', tries: tries + 1 })
    .where('uid', '=', uid)
    .where('seq', '=', seq)
    .execute()
}

export async function hasGone({ write }: Database, { uid, seq }: Waiting): Promise<void> {
  await write.transaction().execute(async tx => {
    await tx.deleteFrom('mini_program_message').where('uid', '=', uid).where('seq', '=', seq).execute()
    await tx
      .updateTable('mini_program_user')
      .set(eb => ({ sent: eb('sent', '+', 1) }))
      .where('uid', '=', uid)
      .execute()
  })
}

export async function setLeft(
  { write }: Database,
  { uid, seq }: Pick<Waiting, 'uid' | 'seq'>,
  next: { state: State; problem: string | null; nextAt: number }
): Promise<boolean> {
  const { numUpdatedRows } = await write
    .updateTable('mini_program_message')
    .set({ state: next.state, problem: next.problem, next_at: next.nextAt })
    .where('uid', '=', uid)
    .where('seq', '=', seq)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
