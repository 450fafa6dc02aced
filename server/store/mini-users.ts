import type { Database } from './db.ts'
import type { Db, Tx } from './schema.ts'
import { createTimeline, uidOfSecret } from './timelines.ts'

/** A customer of a mini program, as its platform knows them. */
export type MiniUser = {
  uid: string
  miniProgramId: string
  openid: string
  unionid: string | null
  spokeAt: number
  enteredAt: number
  sent: number
  cursor: number
}

type Known = { companyId: string; miniProgramId: string; openid: string }

export async function findMiniUser({ read }: Database, uid: string): Promise<MiniUser | undefined> {
  const row = await read.selectFrom('mini_program_user').selectAll().where('uid', '=', uid).executeTakeFirst()
  return (
    row && {
      uid: row.uid,
      miniProgramId: row.mini_program_id,
      openid: row.openid,
      unionid: row.unionid,
      spokeAt: Number(row.spoke_at),
      enteredAt: Number(row.entered_at),
      sent: row.sent,
      cursor: Number(row.cursor)
    }
  )
}

/** The timeline of this customer: made when they come for the first time, or again after they were forgotten. */
export async function uidOfOpenid(database: Database, known: Known, now: number): Promise<string> {
  const found = await find(database.write, known)
  if (found) return found
  const uid = await makeTimeline(database, known, now)
  await database.write
    .insertInto('mini_program_user')
    .values({
      uid,
      mini_program_id: known.miniProgramId,
      openid: known.openid,
      unionid: null,
      session_from: null
    })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  // Another process may have been faster
  return (await find(database.write, known))!
}

async function find(db: Db | Tx, { miniProgramId, openid }: Known): Promise<string | undefined> {
  const row = await db
    .selectFrom('mini_program_user')
    .select('uid')
    .where('mini_program_id', '=', miniProgramId)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return row?.uid
}

async function makeTimeline(database: Database, { companyId, miniProgramId, openid }: Known, now: number) {
  // No device has it: theirs are signed by us
  const secret = `mini program ${miniProgramId} ${openid}`
  try {
    return await createTimeline(database, { companyId, secret }, now)
  } catch (error) {
    const made = await uidOfSecret(database, companyId, secret)
    if (made) return made
    throw error
  }
}

/** They have done something: so much may go back to them from now on. */
export async function noteCame(
  { write }: Database,
  uid: string,
  { at, by }: { at: number; by: 'word' | 'entrance' }
): Promise<void> {
  await write
    .updateTable('mini_program_user')
    .set(by === 'word' ? { spoke_at: at, sent: 0 } : { entered_at: at })
    .where('uid', '=', uid)
    .execute()
}

export async function saveEntrance(
  { write }: Database,
  uid: string,
  { sessionFrom, unionid }: { sessionFrom: string; unionid: string }
): Promise<void> {
  await write
    .updateTable('mini_program_user')
    .set({ session_from: sessionFrom, ...(unionid ? { unionid } : {}) })
    .where('uid', '=', uid)
    .execute()
}
