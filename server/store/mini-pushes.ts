import { createId } from '#protocol/ids'
import type { Database } from './db.ts'

// WX-dedupe: a push is stored once, by what is the same in its repetitions, before it is answered. What was pushed for a customer comes into
// the timeline one after the other, by whichever process claims it.

export type Push = { id: string; miniProgramId: string; openid: string; body: string; tries: number }

export type NewPush = Pick<Push, 'miniProgramId' | 'openid' | 'body'> & { once: string }

let lastAt = 0
/** Of one process in the order in which they came, also within a millisecond. */
const orderedId = (now: number) => createId((lastAt = Math.max(now, lastAt + 1)))

/** False when it was stored before. */
export async function savePush({ write }: Database, given: NewPush, now: number): Promise<boolean> {
  const { miniProgramId, openid, body, once } = given
  const { numInsertedOrUpdatedRows } = await write
    .insertInto('mini_program_push')
    .values({
      id: orderedId(now),
      mini_program_id: miniProgramId,
      once,
      openid,
      body,
      next_at: now,
      done_at: null
    })
    .onConflict(conflict => conflict.columns(['mini_program_id', 'once']).doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** The oldest of each customer that is due and that nobody is at, as many as `limit`. */
export async function claimPushes(
  { write }: Database,
  { now, until, limit }: { now: number; until: number; limit: number }
): Promise<Push[]> {
  const due = await write
    .selectFrom('mini_program_push as p')
    .select('p.id')
    .where('p.done_at', 'is', null)
    .where('p.next_at', '<=', now)
    .where('p.claimed_until', '<=', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('mini_program_push as e')
            .select('e.id')
            .whereRef('e.mini_program_id', '=', 'p.mini_program_id')
            .whereRef('e.openid', '=', 'p.openid')
            .where('e.done_at', 'is', null)
            .whereRef('e.id', '<', 'p.id')
        )
      )
    )
    .orderBy('p.next_at')
    .orderBy('p.id')
    .limit(limit)
    .execute()
  if (due.length === 0) return []
  const rows = await write
    .updateTable('mini_program_push')
    .set(eb => ({ claimed_until: until, tries: eb('tries', '+', 1) }))
    .where(
      'id',
      'in',
      due.map(({ id }) => id)
    )
    .where('claimed_until', '<=', now)
    .where('done_at', 'is', null)
    .returning(['id', 'mini_program_id as miniProgramId', 'openid', 'body', 'tries'])
    .execute()
  return rows
}

/** It is in the timeline; its key stays while the platform may repeat it. */
export async function pushDone({ write }: Database, id: string, now: number): Promise<void> {
  await write.updateTable('mini_program_push').set({ done_at: now, body: '' }).where('id', '=', id).execute()
}

/** Again at that time; what came later for the same customer waits. */
export async function pushLater({ write }: Database, id: string, nextAt: number): Promise<void> {
  await write
    .updateTable('mini_program_push')
    .set({ next_at: nextAt, claimed_until: 0 })
    .where('id', '=', id)
    .execute()
}

/** When there is something to do, as far as is known now. */
export async function nextPush({ read }: Database): Promise<number | undefined> {
  const row = await read
    .selectFrom('mini_program_push')
    .select(eb => eb.fn.min('next_at').as('at'))
    .where('done_at', 'is', null)
    .executeTakeFirst()
  return row?.at == null ? undefined : Number(row.at)
}

export async function forgetPushes({ write }: Database, before: number): Promise<void> {
  await write.deleteFrom('mini_program_push').where('done_at', '<', before).execute()
}
