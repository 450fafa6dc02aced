import { createId } from '#protocol/ids'
import { plan, type Placed, type Plan } from '#server/desk/assign'
import {
  overflows,
  partnerId,
  targetOf,
  type Member,
  type Overflow,
  type Platform
} from '#server/desk/overflow'
import type { KnownRule } from '#server/desk/routing'
import { wantsNobody, type Look, type Trace } from '#server/desk/route'
import { createStaff, type Staff } from '#server/desk/staff'
import { groupQuestion, leaveContent, speakerOf } from '#server/desk/words'
import type { Content } from '#protocol/entry'
import { commitIn, type Op } from './commit.ts'
import type { Database } from './db.ts'
import {
  comingTo,
  deskNow,
  headsOf,
  saveAsked,
  savePlaces,
  type Coming,
  type DeskNow,
  type NewPlace
} from './desk-rows.ts'
import { rulesOf } from './definitions.ts'
import { channelsIn, pickChannel, type Channel } from './companies.ts'
import { toSettings, type DeskSettings } from './groups.ts'
import { run } from './hot-sql.ts'
import { platformsOf } from './platforms.ts'
import { createReferral, referredBefore } from './referrals.ts'
import type { Tx } from './schema.ts'
import type { Done } from './writer.ts'

// QU1, QU5–QU8 in the database: the company's row is locked first, as for every entry (ST2). So of all processes one gives conversations
// out at a time, from what is committed, and nobody ends, takes or begins one meanwhile.

/** What one commit takes, so that acks do not wait for it for long; the rest comes in the next. */
const MOST_AT_ONCE = 1_000
/** Whoever has picked no group by then gets the best one. */
export const ASKED_FOR_MS = 60_000

export type Assignment = {
  done: Done[]
  /** There may be more to give out. */
  more: boolean
}

const NOTHING = { done: [], more: false }

/** Gives places and agents to all who wait for a company whose desk assigns. */
export async function assign(
  database: Database,
  { companyId, now }: { companyId: string; now: number }
): Promise<Assignment> {
  return await database.write.transaction().execute(async tx => {
    const lock = database.kind === 'postgres' ? ' for no key update' : ''
    const [company] = await run<{ desk: string; staffed: string; name: string }>(
      tx,
      database.kind,
      `select desk, staffed, name from company where id = ?${lock}`,
      [companyId]
    )
    const settings = toSettings(company?.desk ?? '{}')
    const isAuto = settings.assign === 'auto'
    // Not wanted by most looks: each read less is time in which the company is not locked
    const platforms = once(() => platformsOf(tx, companyId))
    const channels = once(() => channelsIn(tx, companyId))
    if (!isAuto && (await platforms()).length === 0) return NOTHING
    const desk = await deskNow(tx, database.kind, { companyId, now })
    const staff = createStaff(desk.agents, desk.groups)
    const staffed = describe(desk, staff)
    const isOther = staffed !== company!.staffed
    if (isOther)
      await run(tx, database.kind, 'update company set staffed = ? where id = ?', [staffed, companyId])
    const found = await whoComes(tx, { companyId, desk, staff, all: isOther, now, channels, settings })
    // Where agents take by hand nobody is looked at but who may go to another company
    const looking = isAuto ? found : found.filter(({ overflow }) => overflow)
    takeOut(staff, looking)
    const ways = await waysOut(tx, { companyId, platforms, looking })
    const goesAway = (cid: string) => ways.get(cid)?.overflow.when === '1' && ways.get(cid)?.to !== undefined
    const offered = settings.asksGroup && isAuto ? offeredGroups(desk) : []
    const asked = looking.filter(one => !goesAway(one.cid) && isToBeAsked(one, offered))
    const coming = looking.filter(one => !asked.includes(one))
    await saveAsked(
      tx,
      asked.map(({ cid }) => cid),
      now
    )
    const queued = isAuto ? await whoWaits(tx, database.kind, { companyId, desk, staff, coming }) : []
    const rules = {
      modes: new Map(desk.groups.map(({ id, queueMode }) => [id, queueMode])),
      levels: settings.vipLevels,
      now
    }
    const planned = plan(staff, { newcomers: coming.filter(({ cid }) => !goesAway(cid)), queued }, rules)
    const { assigned, placed, referred } = divide(planned, { coming, ways, isAuto })
    const changed = changedPlaces([...placed, ...referred], coming)
    await savePlaces(tx, database.kind, changed)
    for (const { one, way } of referred)
      await createReferral(
        tx,
        {
          id: createId(now),
          platform_id: way.platformId,
          from_company_id: companyId,
          to_company_id: way.to.companyId,
          group_id: way.overflow.group,
          uid: one.uid,
          cid: one.cid
        },
        now
      )
    const given = assigned.slice(0, MOST_AT_ONCE).map(({ cid, uid, agent }): Op => ({
      companyId,
      uid,
      intent: { kind: 'accept', by: { role: 'agent', ...agent }, cid }
    }))
    const says = ({ uid, cid }: Coming, content: Content, what: string): Op => ({
      companyId,
      uid,
      intent: {
        kind: 'send',
        by: speakerOf(company!.name),
        clientId: `${what}-${cid}`,
        cid,
        while: 'queued',
        content
      }
    })
    const left = placed.filter(({ cid }) => changed.some(one => one.cid === cid))
    const ops = [
      ...given,
      ...referred.map(({ one, way: { to } }): Op => ({
        companyId,
        uid: one.uid,
        intent: {
          kind: 'accept',
          by: { role: 'agent', id: partnerId(to.companyId), name: to.name },
          cid: one.cid
        }
      })),
      ...asked.map(one => says(one, groupQuestion(one.profile, offered), 'group')),
      ...(await leaves(left, coming, channels)).map(({ one, content, because }) =>
        says(one, content, because)
      )
    ]
    const outcomes = ops.length > 0 ? await commitIn(tx, database, ops, now) : []
    return {
      done: ops.map((op, i) => ({ op, outcome: outcomes[i]! })),
      more: assigned.length > given.length || (isAuto && found.length === MOST_AT_ONCE)
    }
  })
}

type Way = { overflow: Overflow; platformId: string; to: Member; looks: Look[] }
type Ways = ReadonlyMap<string, Way | { overflow: Overflow; to: undefined; looks: Look[] }>
type Referred = Placed & { one: Coming; way: Way }

/** Where those whose page wants an overflow would go; who was referred once has come back to stay. */
async function waysOut(
  tx: Tx,
  {
    companyId,
    platforms,
    looking
  }: { companyId: string; platforms: Once<readonly Platform[]>; looking: Coming[] }
): Promise<Ways> {
  const wanting = looking.flatMap(({ cid, overflow }) => (overflow ? [{ cid, overflow }] : []))
  if (wanting.length === 0) return new Map()
  const known = await platforms()
  const before = await referredBefore(
    tx,
    wanting.map(({ cid }) => cid)
  )
  return new Map(
    wanting.map(({ cid, overflow }) => {
      const target = targetOf(overflow, { companyId, platforms: known })
      if (!target.to || !before.has(cid)) return [cid, { overflow, ...target }]
      const looks: Look[] = [{ to: 'company', id: target.to.name, saw: 'before', so: 'skip' }]
      return [cid, { overflow, to: undefined, looks }]
    })
  )
}

/** Who is served here, and who goes to another company: at once, or from a place where the page would not have them wait. */
function divide(
  { assigned, placed }: Plan,
  { coming, ways, isAuto }: { coming: Coming[]; ways: Ways; isAuto: boolean }
): Plan & { referred: Referred[] } {
  const served = new Set(assigned.map(({ cid }) => cid))
  const known = new Map(placed.map(one => [one.cid, one]))
  const stay: Placed[] = []
  const referred: Referred[] = []
  for (const one of coming) {
    const way = ways.get(one.cid)
    const place = known.get(one.cid) ?? nowhere(one.cid, one.wish.warnings)
    const overflowing = way !== undefined && overflows(way.overflow, place, served.has(one.cid))
    const trace = overflowing ? { ...place.trace, looks: [...place.trace.looks, ...way.looks] } : place.trace
    if (overflowing && way.to)
      referred.push({
        cid: one.cid,
        rank: 0,
        place: { kind: 'agent', agentId: partnerId(way.to.companyId) },
        trace: { ...trace, by: 'platform' },
        one,
        way
      })
    else if (isAuto || overflowing) stay.push({ ...place, trace })
  }
  return { assigned: isAuto ? assigned : [], placed: isAuto ? stay : [], referred }
}

/** Of those who are not even looked for a place here. */
const nowhere = (cid: string, warnings: Trace['warnings']): Placed => ({
  cid,
  rank: 0,
  place: { kind: 'leave', because: 'offline' },
  trace: { by: 'platform', looks: [], warnings }
})

/** All that a walk looks at: while it stays the same, whoever has nowhere to go has nowhere to go. */
function describe({ agents, groups }: DeskNow, staff: Staff): string {
  const look = (id: string) =>
    `${id} ${staff.groupState(id)[0]}${staff.isFull(id) ? 'F' : ''}${staff.isStaffed(id) ? 'S' : ''}`
  return `${agents.map(({ id }) => staff.agentState(id)[0]).join('')} ${groups.map(({ id }) => look(id)).join()}`
}

type Asked = { companyId: string; desk: DeskNow; staff: Staff }

type Looking = Asked & { all: boolean; now: number; channels: Once<Channel[]>; settings: DeskSettings }

/** WX-reception: what a channel says stands behind the company's rules. */
const channelRules = (channels: readonly Channel[]): KnownRule[] =>
  channels.flatMap(({ number, name, settings }) =>
    settings.serve ? [{ name, if: [{ what: 'channel' as const, is: [number] }], to: settings.serve }] : []
  )

async function whoComes(
  tx: Tx,
  { companyId, desk, staff, all, now, channels, settings }: Looking
): Promise<Coming[]> {
  const gone = {
    // Closed is not gone: who waits there already is served while somebody is there
    groups: desk.awaited.groups.filter(id => !staff.isStaffed(id)),
    agents: desk.awaited.agents.filter(id => staff.agentState(id) === 'offline')
  }
  async function counting() {
    const all = await channels()
    return {
      rules: [...(await rulesOf(tx, companyId, settings)), ...channelRules(all)],
      unsigned: (number: number | null) => pickChannel(all, number ?? undefined)?.settings.unsigned
    }
  }
  return await comingTo(tx, companyId, {
    all,
    limit: MOST_AT_ONCE,
    gone,
    askedBefore: now - ASKED_FOR_MS,
    counting
  })
}

/** Where there is a choice. */
function offeredGroups({ groups }: DeskNow): string[] {
  const open = groups.filter(({ isOpen }) => isOpen).map(({ name }) => name)
  return open.length > 1 ? open : []
}

/** Once in a conversation, and before anybody has had it. */
const isToBeAsked = ({ wish, wasAsked, avoid }: Coming, offered: string[]) =>
  offered.length > 0 && !wasAsked && avoid === null && wantsNobody(wish)

/** Who is told that nobody can take them now: each reason once. */
async function leaves(placed: Placed[], coming: Coming[], channels: Once<Channel[]>) {
  if (!placed.some(({ place }) => place.kind === 'leave')) return []
  const all = await channels()
  const known = new Map(coming.map(one => [one.cid, one]))
  return placed.flatMap(({ cid, place }) => {
    if (place.kind !== 'leave') return []
    const one = known.get(cid)!
    const words = pickChannel(all, one.channel ?? undefined)?.settings.words
    const { because } = place
    return [{ one, content: leaveContent(one.profile, words, because), because: `leave-${because}` }]
  })
}

/** Whoever looks for another place does not wait in the old one. */
function takeOut(staff: Staff, coming: Coming[]) {
  for (const { before } of coming) if (before.groupId !== null) staff.wait(before.groupId, -1)
}

async function whoWaits(
  tx: Tx,
  kind: Database['kind'],
  { companyId, desk, staff, coming }: Asked & { coming: Coming[] }
) {
  if (!staff.hasRoom()) return []
  const here = new Set(coming.map(({ cid }) => cid))
  const heads = await headsOf(tx, kind, {
    companyId,
    // Those whom somebody gave back may stand in front of everybody and have to let others pass
    groups: desk.groups.flatMap(({ id, waiting, avoiding }) => {
      const slots = staff.slotsIn(id)
      return waiting > 0 && slots > 0 ? [{ id, most: slots + avoiding }] : []
    }),
    agents: desk.awaited.agents.filter(id => staff.agentState(id) === 'free'),
    limit: MOST_AT_ONCE
  })
  return heads.filter(({ cid }) => !here.has(cid))
}

/** What is written of places: only what is another than before. */
function changedPlaces(placed: Placed[], coming: Coming[]): NewPlace[] {
  const before = new Map(coming.map(one => [one.cid, one]))
  return placed.flatMap(({ cid, place, rank, trace }) => {
    const { before: was, sticky } = before.get(cid)!
    const groupId = place.kind === 'group' ? place.groupId : null
    const agentId = place.kind === 'agent' ? place.agentId : null
    const route = JSON.stringify(place.kind === 'leave' ? { ...trace, leave: place.because } : trace)
    const isSame = was.route === route && was.groupId === groupId && was.agentId === agentId
    return isSame ? [] : [{ cid, groupId, agentId, rank, sticky, route }]
  })
}

type Once<T> = () => Promise<T>

/** Reads when it is asked for, and no second time. */
function once<T>(read: () => Promise<T>): Once<T> {
  let known: Promise<T> | undefined
  return () => (known ??= read())
}
