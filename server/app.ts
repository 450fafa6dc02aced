import { isMessage, type Entry } from '#protocol/entry'
import { readingsOf } from './present.ts'
import { createAssigner } from './assigner.ts'
import { createGreeter } from './greeter.ts'
import { createChannels } from './channels/channels.ts'
import { createCatchUp } from './catch-up.ts'
import { createDeskLog } from './desk-log.ts'
import { createDeliveries } from './deliveries.ts'
import { createHub, type Hub } from './hub.ts'
import { createMail, createMailSender } from './mail.ts'
import { createMetrics } from './metrics.ts'
import { createQueueNews } from './queue-news.ts'
import { createReceipts } from './receipts.ts'
import { createReferrals, type Referrals } from './referrals.ts'
import { createProcessId, createRoster, type Presence as RosterPresence } from './roster.ts'
import { createTokens } from './tokens.ts'
import { databasePath } from './data-dir.ts'
import { createMasking } from './privacy/masking.ts'
import { createRetention } from './privacy/retention.ts'
import { createBeside } from './beside/beside.ts'
import { createReports } from './reports/reports.ts'
import { createSearch } from './search/search.ts'
import { createAsk } from './bot/ask.ts'
import { createRobots } from './bot/robots.ts'
import { createPush } from './push/push.ts'
import { createPushSender } from './push/sender.ts'
import { createVapid } from './push/vapid.ts'
import { createOutbound } from './outbound/outbound.ts'
import { createHookSender, createWebhooks } from './webhooks.ts'
import { createVault } from './vault.ts'
import { createTimeouts } from './timeouts.ts'
import { createWriter } from './store/writer.ts'
import { commitBatch, type Op, type Outcome } from './store/commit.ts'
import { isDataError, type Database } from './store/db.ts'
import { createSharedPresence } from './visits/shared-presence.ts'
import { createTracks } from './visits/tracks.ts'
import { createTrail } from './trail/collector.ts'
import { announceBrowsing } from './socket/frames/visit.ts'
import { announceAgentsHere } from './socket/frames/desk.ts'
import { createHttp } from './http/routes.ts'
import type { Bus } from './bus/bus.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { FileStore } from './file-store.ts'
import type { Report } from './report.ts'
import type { Services } from './services.ts'
import type { Assets } from './assets.ts'

export type AppOptions = {
  config: Config
  database: Database
  bus: Bus
  files: FileStore
  masterKey: Buffer
  clock: Clock
  report: Report
  assets: Assets
  /** Of the writer; tests that flush by hand pass 0. */
  gatherMs?: number
}

/** The whole server without its ports: what tests build. */
export function createApp({
  config,
  database,
  bus,
  files,
  masterKey,
  clock,
  report,
  assets,
  gatherMs
}: AppOptions) {
  const tokens = createTokens(masterKey)
  const vault = createVault(masterKey)
  const vapid = createVapid(masterKey)
  const outbound = createOutbound({ allow: config.outboundAllow })
  const processId = createProcessId(clock)
  const roster = createRoster({
    bus,
    clock,
    processId,
    onChange(presence, isHere) {
      if (presence.role === 'watcher') return
      rosterChanged(services, presence, isHere)
      if (presence.role === 'agent') announce(presence.companyId)
    },
    onLost: lost => services.presence.lost(lost)
  })
  const masking = createMasking({ database, bus })
  const hub = createHub({
    bus,
    roster,
    readings: (entry, companyId) => readingsOf(entry, masking.isOnNow(companyId), tokens, clock.now()),
    onAgents: companyId => services.assigner.agentsMoved(companyId),
    visitorOf: uid => referrals.visitorOf(uid)
  })
  const metrics = createMetrics(hub.memberCount, bus.isUp)
  const deskLog = createDeskLog({ database, hub, bus, clock, report, masking })
  const onMoved: Referrals['received'] = (...moved) => referrals.received(...moved)
  const receipts = createReceipts({ database, hub, clock, report, onMoved })
  const referrals = createReferrals({
    database,
    masking,
    writer: () => services.writer,
    hub: () => hub,
    files,
    bus,
    clock,
    report,
    advance: receipts.advance
  })
  const tracks = createTracks({ database, hub, clock, report })
  const tellBrowsing = (companyId: string) =>
    void announceBrowsing(services, companyId).catch(error => report('desk-failed', { error: String(error) }))
  const presence = createSharedPresence({ bus, clock, processId, tell: tellBrowsing })
  // Through the services: tests put something between
  const robots = createRobots({
    database,
    clock,
    report,
    masking,
    writer: () => services.writer,
    isStaffed: hub.hasAgents,
    ask: createAsk({ outbound, vault, clock }),
    typing: (uid, name, on) =>
      hub.toFollowers(uid, { type: 'typing', uid, role: 'agent', name, on }, { only: 'visitor' })
  })
  const timeouts = createTimeouts({ database, hub, clock, report, writer: () => services.writer })
  const unmasked = createWriter({
    commit: ops => commitBatch(database, ops, clock.now()),
    isDataError,
    ...(gatherMs === undefined ? {} : { gatherMs }),
    onCommitted: (op, outcome) => committed(services, op, outcome),
    onError(error) {
      metrics.commitFailures.inc()
      report('commit-failed', { error: String(error) })
    }
  })
  const assigner = createAssigner({
    database,
    writer: () => services.writer,
    hub,
    bus,
    processId,
    clock,
    report,
    onLooked: companyId => queueNews.nudge(companyId)
  })
  const greeter = createGreeter({
    database,
    report,
    writer: () => services.writer,
    isStaffed: hub.hasAgents,
    assigns: assigner.isOn,
    picked: assigner.nudge
  })
  const mail = createMail(config)
  const deliveries = createDeliveries({
    database,
    clock,
    report,
    senders: {
      mail: createMailSender(mail),
      hook: createHookSender({ database, outbound, vault, clock }),
      push: createPushSender({ database, outbound, vault, vapid, masking, roster, clock })
    }
  })
  const push = createPush({ database, roster, clock, report, deliveries: () => deliveries })
  const webhooks = createWebhooks({ database, masking, clock, report, deliveries: () => deliveries })
  const queueNews = createQueueNews({ database, hub, bus, clock, report, isOn: assigner.isOn })
  const channels = createChannels(() => services, { config, database, vault, clock })
  const catchUp = createCatchUp(() => services)
  bus.onGap(catchUp.look)
  const announce = createAnnouncer(() => services)
  bus.subscribe('agents', announce)
  bus.subscribe('channels', companyId => {
    robots.forget(companyId)
    tellBrowsing(companyId)
  })
  const services: Services = {
    config,
    database,
    bus,
    writer: masking.before(unmasked),
    hub,
    roster,
    catchUp,
    deskLog,
    assigner,
    queueNews,
    receipts,
    referrals,
    channels,
    tracks,
    trail: createTrail({ database, hub, clock, report }),
    robots,
    greeter,
    timeouts,
    presence,
    deliveries,
    webhooks,
    push,
    vapid,
    masking,
    retention: createRetention({ database, files, clock, report }),
    reports: createReports(createBeside(database, databasePath(config.dataDir))),
    search: createSearch({
      database,
      beside: createBeside(database, databasePath(config.dataDir)),
      clock,
      report
    }),
    mail,
    files,
    tokens,
    vault,
    outbound,
    clock,
    report,
    metrics
  }
  return { services, http: createHttp(services, assets) }
}

/** What was stored is told to everybody whom it concerns, in the order of the commits. */
function committed(services: Services, op: Op, outcome: Outcome) {
  const { hub, metrics, deskLog, assigner, robots, greeter, referrals, push, channels } = services
  const { uid, companyId, origin } = op
  if (!outcome.ok || outcome.entries.length === 0) return
  metrics.stored.inc(outcome.entries.length)
  hub.stored({ uid, companyId }, outcome.entries, origin)
  removeFiles(services, outcome.goneFiles ?? [])
  deskLog.nudge(companyId)
  if (outcome.entries.some(isNotice)) assigner.nudge(companyId)
  visitorMoved(services, uid, outcome.entries)
  if (outcome.entries.some(({ content }) => content.kind === 'erased')) tellErased(hub, uid)
  robots.stored(op, outcome)
  greeter.stored(op, outcome)
  referrals.stored(op, outcome)
  push.stored(op, outcome)
  channels.stored(op, outcome)
}

function removeFiles({ files, report }: Services, ids: string[]) {
  for (const id of ids) void files.remove(id).catch(error => report('file-left', { error: String(error) }))
}

/** ER3 Agents who look at them see that nothing is known of them any more. */
function tellErased(hub: Hub, uid: string) {
  const profile = { type: 'profile', uid, profile: {}, verified: false, firstSeenAt: 0 } as const
  hub.toFollowers(uid, profile, { only: 'agent' })
}

/** What changes who waits or who is free. */
const isNotice = (entry: Entry) => !isMessage(entry)

/** A conversation that begins or ends is also a matter of who browses, and of which way led there. */
function visitorMoved({ tracks, trail, presence }: Services, uid: string, entries: Entry[]) {
  for (const { content, cid } of entries) {
    if (content.kind !== 'started' && content.kind !== 'ended') continue
    presence.moved(uid, content.kind === 'started')
    if (content.kind !== 'started') continue
    void tracks.started(uid, cid)
    void trail.started(uid)
  }
}

/** Every process tells its own of it. */
function rosterChanged(services: Services, { role, companyId, who }: RosterPresence, isHere: boolean) {
  const { hub } = services
  if (role === 'visitor') {
    for (const at of [{ uid: who, companyId }, services.referrals.mirrorOf(who)]) {
      if (!at) continue
      if (!isHere) services.timeouts.left(at.companyId, at.uid)
      hub.toAgents(at.companyId, { type: 'presence', uid: at.uid, online: isHere }, { isHereOnly: true })
    }
    return
  }
  const agents = hub.agentIdsOf(companyId).size
  if (agents === (isHere ? 1 : 0))
    hub.toVisitorsHere(companyId, { type: 'availability', agentsOnline: isHere })
}

const ANNOUNCE_MS = 200

/** Tells the agents of a company which of them are there: at once, and then as often as they can read it. */
function createAnnouncer(services: () => Services) {
  const resting = new Map<string, { again: boolean }>()

  function announce(companyId: string) {
    const rest = resting.get(companyId)
    if (rest) return void (rest.again = true)
    const { clock, report } = services()
    resting.set(companyId, { again: false })
    clock.setTimeout(() => {
      const { again } = resting.get(companyId)!
      resting.delete(companyId)
      if (again) announce(companyId)
    }, ANNOUNCE_MS)
    announceAgentsHere(services(), companyId).catch(error => report('desk-failed', { error: String(error) }))
  }
  return announce
}
