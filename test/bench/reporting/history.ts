import { DatabaseSync } from 'node:sqlite'
import { databasePath } from '#server/data-dir'

const TIMELINES = 2_000
const CONVERSATIONS = 20_000
const MESSAGES_EACH = 50
export const MESSAGES = CONVERSATIONS * MESSAGES_EACH
const DAY_MS = 86_400_000
const DAYS = 90
export const FROM = Date.UTC(2026, 0, 1)

/** A million messages of three months, written past the server, which does not run yet. */
export function writeHistory(dataDir: string, sysnum: string) {
  const db = new DatabaseSync(databasePath(dataDir))
  const { id, desk_head } = db.prepare('select id, desk_head from company where sysnum = ?').get(sysnum) as {
    id: string
    desk_head: number
  }
  const agents = db.prepare('select id from agent where company_id = ?').all(id) as { id: string }[]
  const timeline = db.prepare(
    `insert into timeline (uid, company_id, head_seq, floor_seq, cid, profile, visitor_delivered, visitor_read, agent_delivered, agent_read,
      first_seen_at, last_seen_at, verified) values (?, ?, ?, 0, null, '{}', 0, 0, 0, 0, ?, ?, 0)`
  )
  const conversation = db.prepare(
    `insert into conversation (cid, uid, company_id, status, agent_id, started_at, ended_at, first_seq, last_seq, queued_at, served_at, channel)
      values (?, ?, ?, 'ended', ?, ?, ?, ?, ?, ?, ?, 1)`
  )
  const entry = db.prepare(
    `insert into entry (uid, seq, company_id, desk_seq, id, cid, role, sender_id, sender_name, client_id, content, at)
      values (?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?)`
  )
  const text = JSON.stringify({ kind: 'text', text: 'x'.repeat(80) })
  const each = CONVERSATIONS / TIMELINES
  let desk = desk_head
  db.exec('begin')
  for (let t = 0; t < TIMELINES; t++) {
    const uid = `history-${t}`
    timeline.run(uid, id, each * MESSAGES_EACH, FROM, FROM + DAYS * DAY_MS)
    for (let c = 0; c < each; c++) {
      const cid = `${uid}-${c}`
      const agent = agents[(t + c) % agents.length]!.id
      const at =
        FROM + Math.floor((((t * each + c) * 7_919) % CONVERSATIONS) * ((DAYS * DAY_MS) / CONVERSATIONS))
      const first = c * MESSAGES_EACH + 1
      const end = at + MESSAGES_EACH * 20_000
      conversation.run(cid, uid, id, agent, at, end, first, first + MESSAGES_EACH - 1, at, at + 5_000)
      for (let m = 0; m < MESSAGES_EACH; m++) {
        const isAgent = m % 2 === 1
        const by = isAgent ? agent : uid
        entry.run(
          uid,
          first + m,
          id,
          ++desk,
          `${cid}-${m}`,
          cid,
          isAgent ? 'agent' : 'visitor',
          by,
          `${cid}-${m}`,
          text,
          at + m * 20_000
        )
      }
    }
  }
  db.prepare('update company set desk_head = ? where id = ?').run(desk, id)
  db.exec('commit')
  db.close()
}
