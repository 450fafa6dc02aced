import type { Bus } from './bus/bus.ts'
import type { Channels } from './channels/channels.ts'
import type { Assigner } from './assigner.ts'
import type { CatchUp } from './catch-up.ts'
import type { Roster } from './roster.ts'
import type { Hub } from './hub.ts'
import type { DeskLog } from './desk-log.ts'
import type { FileStore } from './file-store.ts'
import type { Greeter } from './greeter.ts'
import type { Metrics } from './metrics.ts'
import type { Clock } from './clock.ts'
import type { QueueNews } from './queue-news.ts'
import type { Receipts } from './receipts.ts'
import type { Referrals } from './referrals.ts'
import type { Webhooks } from './webhooks.ts'
import type { Push } from './push/push.ts'
import type { Vapid } from './push/vapid.ts'
import type { Masking } from './privacy/masking.ts'
import type { Retention } from './privacy/retention.ts'
import type { Outbound } from './outbound/outbound.ts'
import type { SharedPresence } from './visits/shared-presence.ts'
import type { Tracks } from './visits/tracks.ts'
import type { Trail } from './trail/collector.ts'
import type { Report } from './report.ts'
import type { Timeouts } from './timeouts.ts'
import type { Tokens } from './tokens.ts'
import type { Vault } from './vault.ts'
import type { Config } from './config.ts'
import type { Database } from './store/db.ts'
import type { Deliveries } from './deliveries.ts'
import type { SendMail } from './mail.ts'
import type { Reports } from './reports/reports.ts'
import type { Search } from './search/search.ts'
import type { Robots } from './bot/robots.ts'
import type { Writer } from './store/writer.ts'

/** What the rooms of the server work with; made once, in app.ts. */
export type Services = {
  config: Config
  database: Database
  bus: Bus
  writer: Writer
  hub: Hub
  roster: Roster
  catchUp: CatchUp
  deskLog: DeskLog
  assigner: Assigner
  queueNews: QueueNews
  receipts: Receipts
  referrals: Referrals
  channels: Channels
  tracks: Tracks
  trail: Trail
  robots: Robots
  greeter: Greeter
  timeouts: Timeouts
  presence: SharedPresence
  deliveries: Deliveries
  webhooks: Webhooks
  push: Push
  vapid: Vapid
  reports: Reports
  search: Search
  masking: Masking
  retention: Retention
  /** Undefined where no mail server is named. */
  mail: SendMail | undefined
  files: FileStore
  tokens: Tokens
  vault: Vault
  outbound: Outbound
  clock: Clock
  report: Report
  metrics: Metrics
}
