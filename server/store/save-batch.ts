import { sql } from 'kysely'
import type { Entry } from '#protocol/entry'
import type { Batch, Queued } from './batch.ts'
import { saveBlock } from './blocks.ts'
import type { Database } from './db.ts'
import { groupsOf, repeat, run } from './hot-sql.ts'
import type { Tx } from './schema.ts'

const ENTRY_COLUMNS = [
  'uid',
  'seq',
  'company_id',
  'desk_seq',
  'id',
  'cid',
  'role',
  'sender_id',
  'sender_name',
  'client_id',
  'content',
  'at'
] as const
const ENTRY_MARKS = `(${repeat('?', ENTRY_COLUMNS.length)})`

export async function saveBatch(tx: Tx, kind: Database['kind'], batch: Batch) {
  if (batch.rows.length === 0) return
  for (const rows of groupsOf(batch.started)) await tx.insertInto('conversation').values(rows).execute()
  for (const rows of groupsOf(batch.rows)) {
    const values = rows.flatMap(row => ENTRY_COLUMNS.map(column => row[column] ?? null))
    await run(
      tx,
      kind,
      `insert into entry (${ENTRY_COLUMNS.join(', ')}) values ${repeat(ENTRY_MARKS, rows.length)}`,
      values
    )
  }
  for (const [cid, { status, agentId, endedAt, lastSeq, guests, queued, route }] of batch.conversations) {
    await tx
      .updateTable('conversation')
      .set({
        status,
        agent_id: agentId,
        ended_at: endedAt,
        last_seq: lastSeq,
        guests: guests.join(' '),
        ...(route === undefined ? {} : { route }),
        ...(status === 'active' ? { served_at: sql<number>`coalesce(served_at, ${batch.now})` } : {}),
        ...queuedColumns(queued, batch.now)
      })
      .where('cid', '=', cid)
      .execute()
  }
  for (const [cid, seq] of batch.later)
    await run(tx, kind, 'update conversation set last_seq = ? where cid = ?', [seq, cid])
  if (batch.served.size > 0)
    await tx
      .updateTable('agent')
      .set({ served_at: batch.now })
      .where('id', 'in', [...batch.served])
      .execute()
  for (const [uid, block] of batch.blocks) await saveBlock(tx, uid, block, batch.now)
  for (const { uid, target, content } of batch.tombstones)
    await tx
      .updateTable('entry')
      .set({ content: JSON.stringify(content) })
      .where('uid', '=', uid)
      .where('seq', '=', target.seq)
      .execute()
  await saveHeads(tx, kind, batch)
}

/** Without a route the desk finds a place for it. Whoever was served already keeps the place of before: at the front, as a rule. */
const queuedColumns = (queued: Queued | undefined, now: number) =>
  queued && {
    group_id: queued.place?.groupId ?? null,
    wanted_agent_id: null,
    route: queued.place ? JSON.stringify(queued.place.trace) : null,
    avoid_agent_id: queued.avoid,
    queued_at: sql<number>`coalesce(queued_at, ${now})`
  }

const ONE_HEAD = 'update timeline set head_seq = ?, cid = ? where uid = ?'

/** Where each statement is a way to another machine and back; SQLite is as fast with one after the other. */
const manyHeads = (count: number) => `with head (head_seq, cid, uid) as (values ${repeat('(?, ?, ?)', count)})
  update timeline set head_seq = cast(head.head_seq as bigint), cid = head.cid from head where timeline.uid = head.uid`

async function saveHeads(tx: Tx, kind: Database['kind'], batch: Batch) {
  const changed = [...batch.timelines].filter(([, timeline]) => timeline.changed)
  const companies = new Set(changed.map(([, { companyId }]) => companyId))
  for (const rows of kind === 'postgres' ? groupsOf(changed) : changed.map(one => [one])) {
    const values = rows.flatMap(([uid, { headSeq, state }]) => [headSeq, state.open?.cid ?? null, uid])
    await run(tx, kind, rows.length === 1 ? ONE_HEAD : manyHeads(rows.length), values)
  }
  for (const id of companies)
    await run(tx, kind, 'update company set desk_head = ? where id = ?', [batch.deskHeads.get(id)!, id])
}

/** Its name is content, too. The row stays for who sends the message again; the bytes while another message has them. */
export async function buryFile(tx: Tx, uid: string, { content }: Entry, now: number): Promise<string[]> {
  if (!('file' in content)) return []
  const { id } = content.file
  const other = await tx
    .selectFrom('entry')
    .select('seq')
    .where('uid', '=', uid)
    .where('content', 'like', `%"id":"${id}"%`)
    .limit(1)
    .executeTakeFirst()
  if (other) return []
  await tx.updateTable('file').set({ gone_at: now, name: '' }).where('id', '=', id).execute()
  return [id]
}
