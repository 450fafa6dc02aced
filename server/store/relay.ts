import { isInternal, isMessage, type Content, type Entry } from '#protocol/entry'
import { createId } from '#protocol/ids'
import type { Profile } from '#protocol/desk'
import { partnerId, referredProfile } from '#server/desk/overflow'
import { countedClaims } from '#server/desk/routing'
import type { Intent } from '#server/desk/rules'
import { speakerOf } from '#server/desk/words'
import { commitIn, type Op } from './commit.ts'
import { channelsIn, pickChannel } from './companies.ts'
import type { Database } from './db.ts'
import { toEntry } from './entries.ts'
import { inList, run } from './hot-sql.ts'
import { companyNames, haveParted } from './referrals.ts'
import type { ReferralRow, Tx } from './schema.ts'
import type { Done } from './writer.ts'

// PF1 A conversation that is referred stays in its visitor's timeline, held by the other company as a whole. That company gets a timeline of
//     its own for it, and nobody ever reads or writes one of another company: only this file knows of both.
// PF2 What is said in one is carried into the other, in its order and once: both companies' rows are locked, the messages and how far they
//     were carried are written in one transaction. What it missed, the next look finds.
// PF3 Carried over are the visitor's messages, and before the referral what was said in that conversation; the other way what the agents and
//     the desk of the second company say. Notes and everything else stay where they are.
// PF4 A message that its sender was told was sent arrives, also when the conversation has ended at the other end meanwhile.
// PF5 When either ends it, both have ended; given back, it goes into the queue of where it came from. Then the second company
//     keeps what it has, and nothing more is carried but the visitor's rating.

const MOST = 2_000

export type RelayOptions = {
  id: string
  now: number
  /** The bytes of a file under another id. */
  copyFile(id: string, to: string): Promise<void>
  /** As the company that gets it may store it. */
  masked(op: Op): Promise<Op>
}

type Sides = { tx: Tx; database: Database; row: ReferralRow; mirror: string; options: RelayOptions }

/** Carries over what is new of a referral, both ways, and ends it where one side has. */
export async function relay(database: Database, options: RelayOptions): Promise<Done[]> {
  const known = await database.read
    .selectFrom('referral')
    .select(['from_company_id', 'to_company_id'])
    .where('id', '=', options.id)
    .executeTakeFirst()
  if (!known) return []
  return await database.write.transaction().execute(async tx => {
    await lockCompanies(tx, database, [known.from_company_id, known.to_company_id])
    const row = await tx
      .selectFrom('referral')
      .selectAll()
      .where('id', '=', options.id)
      .executeTakeFirstOrThrow()
    const mirror = row.mirror_uid ?? (await makeMirror(tx, row, options.now))
    const sides = { tx, database, row, mirror, options }
    const names = await companyNames(tx, [row.from_company_id, row.to_company_id])
    const coming = await newEntries(tx, row.uid, row.cursor, row.cid)
    const going = await newEntries(tx, mirror, row.mirror_cursor)
    const down = await downwards(sides, coming, names.get(row.from_company_id) ?? '')
    // Given back: what the visitor says from now on is for the first company
    const hasParted = row.ended_at === null && (await haveParted(tx, row.id))
    const isGivenBack = hasParted || (row.returned === 1 && (await openCid(tx, mirror)) === null)
    const done = isGivenBack ? [] : await carryDown(sides, down.ops)
    const up = await upwards(sides, going, names.get(row.to_company_id) ?? '')
    done.push(...(await commit(sides, up)))
    if (row.ended_at === null) done.push(...(await settle(sides, { left: down.left, going, hasParted })))
    await tx
      .updateTable('referral')
      .set({ cursor: await headOf(tx, row.uid), mirror_cursor: await headOf(tx, mirror) })
      .where('id', '=', row.id)
      .execute()
    return done
  })
}

async function lockCompanies(tx: Tx, { kind }: Database, ids: string[]) {
  const list = inList(kind, ids.toSorted())
  const lock = kind === 'postgres' ? ' for no key update' : ''
  await run(tx, kind, `select id from company where id ${list.text} order by id${lock}`, list.values)
}

/** The visitor as the second company knows them: without a credential, so nobody comes in by it. */
async function makeMirror(tx: Tx, row: ReferralRow, now: number): Promise<string> {
  const { profile, verified } = await tx
    .selectFrom('timeline')
    .select(['profile', 'verified'])
    .where('uid', '=', row.uid)
    .executeTakeFirstOrThrow()
  const { channel } = await tx
    .selectFrom('conversation')
    .select('channel')
    .where('cid', '=', row.cid)
    .executeTakeFirstOrThrow()
  const known = JSON.parse(profile) as Profile
  const { settings } = pickChannel(await channelsIn(tx, row.from_company_id), channel ?? undefined) ?? {}
  const counted = countedClaims(known.claims, { verified: verified === 1, unsigned: settings?.unsigned })
  const uid = createId(now)
  await tx
    .insertInto('timeline')
    .values({
      uid,
      company_id: row.to_company_id,
      profile: JSON.stringify(referredProfile(known, counted)),
      head_seq: 0,
      floor_seq: 1,
      visitor_delivered: 0,
      visitor_read: 0,
      agent_delivered: 0,
      agent_read: 0,
      first_seen_at: now,
      last_seen_at: now,
      partnerid: null,
      verified: 0,
      referral_id: row.id
    })
    .execute()
  await tx.updateTable('referral').set({ mirror_uid: uid }).where('id', '=', row.id).execute()
  return uid
}

async function newEntries(tx: Tx, uid: string, after: number, cid?: string): Promise<Entry[]> {
  let query = tx.selectFrom('entry').selectAll().where('uid', '=', uid).where('seq', '>', after)
  if (cid !== undefined) query = query.where('cid', '=', cid)
  return (await query.orderBy('seq').limit(MOST).execute()).map(toEntry)
}

const headOf = async (tx: Tx, uid: string) =>
  (await tx.selectFrom('timeline').select('head_seq').where('uid', '=', uid).executeTakeFirstOrThrow())
    .head_seq

/** `left`: the entry with which the first company has taken it back, or ended it. */
async function downwards(
  sides: Sides,
  entries: readonly Entry[],
  company: string
): Promise<{ ops: Op[]; left: Entry | undefined }> {
  const { row, mirror } = sides
  const holder = partnerId(row.to_company_id)
  let isReferred = row.mirror_uid !== null
  const ops: Op[] = []
  for (const [i, entry] of entries.entries()) {
    const { by, content, seq } = entry
    if (content.kind === 'assigned' && content.agent.id === holder) isReferred = true
    else if (isReferred && isLeaving(entry)) {
      const ratings = entries.slice(i).filter(one => one.content.kind === 'rating')
      for (const one of ratings) ops.push(...(await fromVisitor(sides, one)))
      return { ops, left: entry }
    } else if (by.role === 'visitor') ops.push(...(await fromVisitor(sides, entry)))
    else if (!isReferred && isMessage(entry) && !isInternal(content)) {
      const said = await carried(sides, content, { companyId: row.to_company_id, uid: mirror, by: 'desk' })
      if (said)
        ops.push({
          companyId: row.to_company_id,
          uid: mirror,
          // `cid` is known when the conversation has begun
          intent: send(`${row.id}-${seq}`, speakerOf(by.name ?? company), said)
        })
    }
  }
  return { ops, left: undefined }
}

const isLeaving = ({ content: { kind } }: Entry) =>
  kind === 'ended' || kind === 'released' || kind === 'assigned'

async function fromVisitor(sides: Sides, { seq, content }: Entry): Promise<Op[]> {
  const { row, mirror } = sides
  // Once it has ended nothing is carried but the rating
  if (row.ended_at !== null && content.kind !== 'rating') return []
  const said = await carried(sides, content, { companyId: row.to_company_id, uid: mirror, by: mirror })
  if (!said) return []
  const by = { role: 'visitor', id: mirror } as const
  return [{ companyId: row.to_company_id, uid: mirror, intent: send(`${row.id}-${seq}`, by, said) }]
}

const send = (
  clientId: string,
  by: Extract<Intent, { kind: 'send' }>['by'],
  content: Content
): Extract<Intent, { kind: 'send' }> => ({ kind: 'send', by, clientId, content })

/** Undefined: nothing that leaves its company. Files become the other company's own. */
async function carried(
  { tx, options }: Sides,
  content: Content,
  to: { companyId: string; uid: string; by: string }
): Promise<Content | undefined> {
  if (content.kind !== 'image' && content.kind !== 'file')
    return isInternal(content) || content.kind === 'void' ? undefined : content
  const file = await tx
    .selectFrom('file')
    .selectAll()
    .where('id', '=', content.file.id)
    .where('gone_at', 'is', null)
    .executeTakeFirst()
  if (!file) return undefined
  const id = createId(options.now)
  await options.copyFile(file.id, id)
  await tx
    .insertInto('file')
    .values({ ...file, id, company_id: to.companyId, uid: to.uid, uploaded_by: to.by })
    .execute()
  return { ...content, file: { ...content.file, id, url: '' } }
}

/** The visitor's first message begins the conversation there; what was said before it is left out. */
async function carryDown(sides: Sides, ops: Op[]): Promise<Done[]> {
  const { tx, mirror } = sides
  const first = ops.findIndex(({ intent }) => intent.by.role === 'visitor')
  const isOpen = (await openCid(tx, mirror)) !== null
  const rest = isOpen ? ops : first < 0 ? [] : ops.slice(first)
  const begun = isOpen ? [] : await commit(sides, rest.splice(0, 1))
  const cid = await openCid(tx, mirror)
  const placed = rest.map((op): Op =>
    op.intent.kind === 'send' && op.intent.by.role === 'system' && cid
      ? { ...op, intent: { ...op.intent, cid } }
      : op
  )
  return [...begun, ...(await commit(sides, placed))]
}

const openCid = async (tx: Tx, uid: string) =>
  (await tx.selectFrom('timeline').select('cid').where('uid', '=', uid).executeTakeFirstOrThrow()).cid

async function commit({ tx, database, options }: Sides, ops: Op[]): Promise<Done[]> {
  if (ops.length === 0) return []
  const masked = await Promise.all(ops.map(options.masked))
  const outcomes = await commitIn(tx, database, masked, options.now)
  return masked.map((op, i) => ({ op, outcome: outcomes[i]! }))
}

async function upwards(sides: Sides, entries: readonly Entry[], company: string): Promise<Op[]> {
  const { tx, row } = sides
  const holder = partnerId(row.to_company_id)
  const to = { companyId: row.from_company_id, uid: row.uid }
  const ops: Op[] = []
  for (const { by, content, seq, clientId } of entries) {
    const isDesk = by.role === 'system' && clientId !== undefined
    if (content.kind === 'recalled') {
      const target = await tx
        .selectFrom('entry')
        .select('seq')
        .where('uid', '=', row.uid)
        .where('sender_id', '=', holder)
        .where('client_id', '=', `${row.id}-${content.seq}`)
        .executeTakeFirst()
      const actor = { role: 'agent', id: holder } as const
      if (target)
        ops.push({ ...to, intent: { kind: 'recall', by: actor, seq: target.seq, now: sides.options.now } })
    } else if (by.role === 'agent' || isDesk) {
      const said = isSaid(content) ? await carried(sides, content, { ...to, by: holder }) : undefined
      if (!said) continue
      const name = by.name ?? company
      const intent = send(
        `${row.id}-${seq}`,
        isDesk ? speakerOf(name) : { role: 'agent', id: holder, name },
        said
      )
      ops.push({ ...to, intent: isDesk ? { ...intent, cid: row.cid } : { ...intent, isRelayed: true } })
    }
  }
  return ops
}

const isSaid = ({ kind }: Content) =>
  kind === 'text' || kind === 'image' || kind === 'file' || kind === 'card'

type Seen = { left: Entry | undefined; going: readonly Entry[]; hasParted: boolean }

/** PF5 */
async function settle(sides: Sides, { left, going, hasParted }: Seen): Promise<Done[]> {
  const { tx, row, mirror, options } = sides
  const holder = partnerId(row.to_company_id)
  const origin = await tx
    .selectFrom('conversation')
    .select(['status', 'agent_id'])
    .where('cid', '=', row.cid)
    .executeTakeFirstOrThrow()
  const isHeld = origin.status === 'active' && origin.agent_id === holder
  const cid = await openCid(tx, mirror)
  if (isHeld && cid !== null && !hasParted) return []
  await tx.updateTable('referral').set({ ended_at: options.now }).where('id', '=', row.id).execute()
  const ops: Op[] = []
  if (isHeld) {
    const isReturned = row.returned === 1 || hasParted
    const ended = going.findLast(({ content }) => content.kind === 'ended')
    const name = ended?.by.name
    const by =
      isReturned || ended?.by.role === 'agent'
        ? { role: 'agent' as const, id: holder, ...(name ? { name } : {}) }
        : SYSTEM
    const intent = { kind: isReturned ? 'release' : 'end', by, cid: row.cid } as const
    ops.push({ companyId: row.from_company_id, uid: row.uid, intent })
  }
  if (cid !== null) {
    const isByVisitor = left?.content.kind === 'ended' && left.by.role === 'visitor'
    const by = isByVisitor ? ({ role: 'visitor', id: mirror } as const) : SYSTEM
    ops.push({ companyId: row.to_company_id, uid: mirror, intent: { kind: 'end', by, cid } })
  }
  return await commit(sides, ops)
}

const SYSTEM = { role: 'system', id: 'system' } as const
