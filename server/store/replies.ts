import { createId } from '#protocol/ids'
import { STAFF_LIMITS } from '#protocol/limits'
import type { Database } from './db.ts'

/** A text that agents put in with a few keys. `isShared`: the whole company has it. */
export type Reply = {
  id: string
  isShared: boolean
  /** The folder where it stands; empty: in none. */
  folder: string
  shortcut: string
  title: string
  body: string
}

export type ReplyDraft = Omit<Reply, 'id'>
type Owner = { companyId: string; agentId: string }

/** The company's and the agent's own, by folder and title. */
export async function repliesOf({ read }: Database, { companyId, agentId }: Owner): Promise<Reply[]> {
  const rows = await read
    .selectFrom('reply')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(eb => eb.or([eb('agent_id', 'is', null), eb('agent_id', '=', agentId)]))
    .orderBy('folder')
    .orderBy('title')
    .orderBy('id')
    .execute()
  return rows.map(({ id, agent_id, folder, shortcut, title, body }) => ({
    id,
    isShared: agent_id === null,
    folder,
    shortcut,
    title,
    body
  }))
}

/** Undefined for what is another agent's or another company's, too. */
export async function findReply(database: Database, owner: Owner, id: string): Promise<Reply | undefined> {
  return (await repliesOf(database, owner)).find(reply => reply.id === id)
}

/** Null: there are as many as may be. */
export async function createReply(
  { write }: Database,
  { companyId, agentId }: Owner,
  { isShared, ...texts }: ReplyDraft,
  now: number
): Promise<string | null> {
  const owner = isShared ? null : agentId
  return await write.transaction().execute(async tx => {
    const count = await tx
      .selectFrom('reply')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('company_id', '=', companyId)
      .where('agent_id', owner === null ? 'is' : '=', owner)
      .executeTakeFirst()
    if (Number(count?.count) >= (isShared ? STAFF_LIMITS.repliesShared : STAFF_LIMITS.repliesOwn)) return null
    const id = createId(now)
    await tx
      .insertInto('reply')
      .values({ id, company_id: companyId, agent_id: owner, ...texts, created_at: now, updated_at: now })
      .execute()
    return id
  })
}

export async function saveReply(
  { write }: Database,
  { companyId, agentId }: Owner,
  { id, isShared, ...texts }: Reply,
  now: number
) {
  await write
    .updateTable('reply')
    .set({ ...texts, agent_id: isShared ? null : agentId, updated_at: now })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

export async function removeReply({ write }: Database, companyId: string, id: string) {
  await write.deleteFrom('reply').where('company_id', '=', companyId).where('id', '=', id).execute()
}
