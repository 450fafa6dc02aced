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

/** Customers of whom something waits that is due. */
export async function dueUsers({ read }: Database, now: number, limit: number): Promise<string[]> {
  const rows = await read
    .selectFrom('mini_program_message')
    .select('uid')
    .distinct()
    .where('state', '=', 'waiting')
    .where('next_at', '<=', now)
    .limit(limit)
    .execute()
  return rows.map(({ uid }) => uid)
}

/** Customers who have written since then, and of whom something was said that nobody has looked at: a process may have died. */
export async function behindUsers({ read }: Database, since: number, limit: number): Promise<string[]> {
  const rows = await read
    .selectFrom('mini_program_user as u')
    .innerJoin('timeline as t', 't.uid', 'u.uid')
    .select('u.uid')
    .where('u.spoke_at', '>=', since)
    .whereRef('t.head_seq', '>', 'u.cursor')
    .limit(limit)
    .execute()
  return rows.map(({ uid }) => uid)
}

/** True for the one process that may send to this customer until then. */
export async function claimUser(
  { write }: Database,
  uid: string,
  { now, until }: { now: number; until: number }
): Promise<boolean> {
  const { numUpdatedRows } = await write
    .updateTable('mini_program_user')
    .set({ claimed_until: until })
    .where('uid', '=', uid)
    .where('claimed_until', '<=', now)
    .executeTakeFirst()
  return numUpdatedRows > 0n
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
