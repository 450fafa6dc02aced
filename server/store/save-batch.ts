import type { Entry } from '#protocol/entry'
import type { Batch } from './batch.ts'
import { saveBlock } from './blocks.ts'
import type { Database } from './db.ts'
import { buryRow, isFileTold } from './files.ts'
import { insertRows, run, updateRows } from './hot-sql.ts'
import type { NewConversationRow, Tx } from './schema.ts'
import { forgetSearched } from './search.ts'

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
const STARTED_COLUMNS = [
  'cid',
  'uid',
  'company_id',
  'status',
  'agent_id',
  'robot_id',
  'started_at',
  'ended_at',
  'first_seq',
  'last_seq',
  'queued_at',
  'channel'
] as const satisfies (keyof NewConversationRow)[]
const CHANGED_COLUMNS = [
  'cid',
  'status',
  'agent_id',
  'ended_at',
  'last_seq',
  'guests',
  'route',
  'served_at'
] as const
const QUEUED_COLUMNS = [...CHANGED_COLUMNS, 'group_id', 'avoid_agent_id', 'queued_at'] as const

const CHANGE = `status = given.status, agent_id = given.agent_id, ended_at = given.ended_at, last_seq = given.last_seq,
  guests = given.guests, served_at = coalesce(conversation.served_at, given.served_at)`
/** Why it is where it is stays, unless that is new. */
const STAY = `${CHANGE}, route = coalesce(given.route, conversation.route)`
/** Without a route the desk finds a place for it. Whoever was served already keeps the place of before: at the front, as a rule. */
const QUEUE = `${CHANGE}, group_id = given.group_id, wanted_agent_id = null, route = given.route, avoid_agent_id = given.avoid_agent_id,
  queued_at = coalesce(conversation.queued_at, given.queued_at)`

export async function saveBatch(tx: Tx, kind: Database['kind'], batch: Batch) {
  if (batch.rows.length === 0) return
  await insertRows(tx, kind, { table: 'conversation', columns: STARTED_COLUMNS, rows: batch.started })
  await insertRows(tx, kind, { table: 'entry', columns: ENTRY_COLUMNS, rows: batch.rows })
  await saveChanges(tx, kind, batch)
  for (const [cid, seq] of batch.later)
    await run(tx, kind, 'update conversation set last_seq = ?, cleared_at = null where cid = ?', [seq, cid])
  if (batch.served.size > 0)
    await tx
      .updateTable('agent')
      .set({ served_at: batch.now })
      .where('id', 'in', [...batch.served])
      .execute()
  for (const [uid, block] of batch.blocks) await saveBlock(tx, uid, block, batch.now)
  for (const { uid, target, content } of batch.tombstones) {
    await tx
      .updateTable('entry')
      .set({ content: JSON.stringify(content) })
      .where('uid', '=', uid)
      .where('seq', '=', target.seq)
      .execute()
    await forgetSearched(tx, uid, [target.seq])
  }
  await saveHeads(tx, kind, batch)
}

async function saveChanges(tx: Tx, kind: Database['kind'], { conversations, now }: Batch) {
  const rows = [...conversations].map(
    ([cid, { status, agentId, endedAt, lastSeq, guests, queued, route }]) => ({
      cid,
      status,
      agent_id: agentId,
      ended_at: endedAt,
      last_seq: lastSeq,
      guests: guests.join(' '),
      route: queued ? (queued.place ? JSON.stringify(queued.place.trace) : null) : (route ?? null),
      served_at: status === 'active' ? now : null,
      isQueued: queued !== undefined,
      group_id: queued?.place?.groupId ?? null,
      avoid_agent_id: queued?.avoid ?? null,
      queued_at: now
    })
  )
  for (const [isQueued, columns, set] of [
    [false, CHANGED_COLUMNS, STAY],
    [true, QUEUED_COLUMNS, QUEUE]
  ] as const) {
    const changed = rows.filter(row => row.isQueued === isQueued).map(({ isQueued: _, ...row }) => row)
    await updateRows(tx, kind, { table: 'conversation', columns, rows: changed, set })
  }
}

const ONE_HEAD = 'update timeline set head_seq = ?, cid = ? where uid = ?'

async function saveHeads(tx: Tx, kind: Database['kind'], batch: Batch) {
  const changed = [...batch.timelines].filter(([, timeline]) => timeline.changed)
  const rows = changed.map(([uid, { headSeq, state }]) => ({
    uid,
    head_seq: headSeq,
    cid: state.open?.cid ?? null
  }))
  const set = 'head_seq = given.head_seq, cid = given.cid'
  // Where it is no way to another machine, the plainest statement is the fastest
  if (kind === 'sqlite')
    for (const { uid, head_seq, cid } of rows) await run(tx, kind, ONE_HEAD, [head_seq, cid, uid])
  else await updateRows(tx, kind, { table: 'timeline', columns: ['uid', 'head_seq', 'cid'], rows, set })
  for (const id of new Set(changed.map(([, { companyId }]) => companyId)))
    await run(tx, kind, 'update company set desk_head = ? where id = ?', [batch.deskHeads.get(id)!, id])
}

/** Its name is content, too. The row stays for who sends the message again; the bytes while another message has them. */
export async function buryFile(tx: Tx, uid: string, { content }: Entry, now: number): Promise<string[]> {
  if (!('file' in content)) return []
  const { id } = content.file
  if (await isFileTold(tx, uid, id)) return []
  await buryRow(tx, id, now)
  return [id]
}
