import type { Generated, Insertable, Kysely, Selectable, Transaction } from 'kysely'
import type { BusinessRecordTable, OrganisationTable } from './crm-tables.ts'
import type { DeliveryTable, PushSubscriptionTable, WebhookTable } from './outgoing-tables.ts'
import type {
  MiniProgramMessageTable,
  MiniProgramPushTable,
  MiniProgramTable,
  MiniProgramUserTable
} from './mini-program-tables.ts'
import type { SearchCursorTable, SearchDocTable } from './search-tables.ts'
import type { TrailTables } from './trail-tables.ts'
import type { PlatformMemberTable, PlatformTable, ReferralTable } from './platform-tables.ts'

// Times are ms since the epoch, flags 0 or 1, JSON is text. snake_case stays inside this folder.
export interface Tables extends TrailTables {
  company: CompanyTable
  channel: ChannelTable
  agent: AgentTable
  agent_session: AgentSessionTable
  sign_in_link: SignInLinkTable
  timeline: TimelineTable
  credential: CredentialTable
  conversation: ConversationTable
  entry: EntryTable
  file: FileTable
  probe: ProbeTable
  handover: HandoverTable
  visit: VisitTable
  track_point: TrackPointTable
  ticket: TicketTable
  robot: RobotTable
  faq_group: FaqGroupTable
  faq: FaqTable
  faq_phrasing: FaqPhrasingTable
  agent_group: AgentGroupTable
  group_member: GroupMemberTable
  agent_presence: AgentPresenceTable
  robot_unknown: RobotUnknownTable
  api_key: ApiKeyTable
  audit: AuditTable
  definition: DefinitionTable
  delivery: DeliveryTable
  webhook: WebhookTable
  robot_feedback: RobotFeedbackTable
  reply: ReplyTable
  recovery_code: RecoveryCodeTable
  sign_in_guess: SignInGuessTable
  platform: PlatformTable
  platform_member: PlatformMemberTable
  referral: ReferralTable
  organisation: OrganisationTable
  business_record: BusinessRecordTable
  search_doc: SearchDocTable
  search_cursor: SearchCursorTable
  push_subscription: PushSubscriptionTable
  mini_program: MiniProgramTable
  mini_program_user: MiniProgramUserTable
  mini_program_push: MiniProgramPushTable
  mini_program_message: MiniProgramMessageTable
}

export interface CompanyTable {
  id: string
  sysnum: string
  name: string
  /** Highest desk_seq given; the row is locked while a transaction adds entries. */
  desk_head: number
  /** JSON of DeskSettings. */
  desk: Generated<string>
  /** Who was there and free when the desk was last looked at, by whichever process. */
  staffed: Generated<string>
  /** JSON of PrivacySettings. */
  privacy: Generated<string>
  /** When a process last began to look for what is kept too long. */
  swept_at: Generated<number>
  /** Everybody needs a second factor. */
  must_totp: Generated<0 | 1>
  created_at: number
}

export interface ChannelTable {
  id: string
  company_id: string
  /** The number that pages send as `channelid`. */
  number: number
  kind: 'desktop' | 'h5' | 'wechat'
  name: string
  /** JSON of ChannelSettings. */
  settings: string
  /** What the company signs visitors with, sealed by the vault. */
  sealed_key: string | null
  /** The one before it, which counts as well until it is dropped. */
  sealed_old_key: Generated<string | null>
}

export interface AgentTable {
  id: string
  company_id: string
  email: string
  name: string
  role: 'agent' | 'lead' | 'admin'
  password_hash: string | null
  status: 'online' | 'busy' | 'away'
  created_at: number
  disabled_at: number | null
  /** The most conversations that the desk gives. */
  capacity: Generated<number>
  /** When the last conversation came. */
  served_at: Generated<number>
  /** Secret of the authenticator, sealed by the vault. */
  sealed_totp: Generated<string | null>
  /** One that nobody has shown a code of yet. */
  sealed_new_totp: Generated<string | null>
  /** The last period of which a code was used. */
  totp_step: Generated<number>
}

/** Each is good once. */
export interface RecoveryCodeTable {
  agent_id: string
  hash: string
  company_id: string
}

/** Tries to sign in, of one address. */
export interface SignInGuessTable {
  hash: string
  failures: number
  wait_until: number
  at: number
}

export interface AgentSessionTable {
  hash: string
  agent_id: string
  company_id: string
  created_at: number
  expires_at: number
  user_agent: string
}

export interface SignInLinkTable {
  hash: string
  agent_id: string
  company_id: string
  expires_at: number
  used_at: number | null
}

export interface TimelineTable {
  uid: string
  company_id: string
  head_seq: number
  floor_seq: number
  /** The conversation that is open now. */
  cid: string | null
  /** JSON of protocol Profile. */
  profile: string
  visitor_delivered: number
  visitor_read: number
  agent_delivered: number
  agent_read: number
  first_seen_at: number
  last_seen_at: number
  partnerid: string | null
  /** 1 when the partnerid was proved. */
  verified: 0 | 1
  /** Nothing of the visitor is taken until then. */
  blocked_until: Generated<number | null>
  blocked_at: Generated<number | null>
  blocked_by: Generated<string | null>
  blocked_reason: Generated<string | null>
  /** JSON of protocol Customer: what staff have set. */
  customer: Generated<string>
  /** Of a timeline that holds what another company has referred: what of. */
  referral_id: Generated<string | null>
  /** 0: what is known of them cannot be found yet, or not any more. */
  searched: Generated<0 | 1>
}

export interface CredentialTable {
  hash: string
  uid: string
  company_id: string
  created_at: number
}

export interface ConversationTable {
  cid: string
  uid: string
  company_id: string
  status: 'bot' | 'queued' | 'active' | 'ended'
  agent_id: string | null
  /** Who answers while the status is `bot`, and did before. */
  robot_id: string | null
  started_at: number
  ended_at: number | null
  first_seq: number
  last_seq: number | null
  /** The group whose queue it is in, or was when an agent got it. */
  group_id: Generated<string | null>
  /** The one agent for whom it waits. */
  wanted_agent_id: Generated<string | null>
  /** When it came to the desk. */
  queued_at: Generated<number | null>
  /** When an agent first got it. */
  served_at: Generated<number | null>
  /** The lower, the earlier in the queue. */
  queue_rank: Generated<number>
  /** Who served this visitor last. */
  sticky_agent_id: Generated<string | null>
  /** Who has given it back. */
  avoid_agent_id: Generated<string | null>
  /** JSON of the desk's Trace; null: has not been routed yet. */
  route: Generated<string | null>
  /** Number of the channel through which it began. */
  channel: Generated<number | null>
  /** When the visitor was asked which group should answer, and the one that was picked. */
  asked_at: Generated<number | null>
  picked_group_id: Generated<string | null>
  /** When they were last seen connected, where somebody's absence has a time-out. */
  visitor_seen_at: Generated<number | null>
  agent_seen_at: Generated<number | null>
  /** Ids of agents who were invited in, with spaces between. */
  guests: Generated<string>
  /** When what was said in it was taken away. */
  cleared_at: Generated<number | null>
  /** JSON of the Summary of store/summaries; null: nobody has written one. */
  summary: Generated<string | null>
}

export interface ReplyTable {
  id: string
  company_id: string
  /** Whose it is; null: the company's. */
  agent_id: string | null
  folder: string
  shortcut: string
  title: string
  body: string
  created_at: number
  updated_at: number
}

export interface AgentGroupTable {
  company_id: string
  id: string
  name: string
  /** JSON of Hours; null: always. */
  hours: string | null
  queue_mode: 'in-turn' | 'named-first' | 'vip'
  queue_limit: number | null
  created_at: number
}

export interface GroupMemberTable {
  company_id: string
  group_id: string
  agent_id: string
}

/** Which process an agent is connected to; counts until then unless it is said again. */
export interface AgentPresenceTable {
  agent_id: string
  process_id: string
  company_id: string
  until: number
}

export interface EntryTable {
  uid: string
  seq: number
  company_id: string
  desk_seq: number
  id: string
  cid: string
  role: 'visitor' | 'agent' | 'bot' | 'system'
  sender_id: string
  sender_name: string | null
  client_id: string | null
  /** JSON of protocol Content; a file only by its id. */
  content: string
  at: number
}

export interface FileTable {
  id: string
  company_id: string
  uid: string
  uploaded_by: string
  name: string
  type: string
  size: number
  width: number | null
  height: number | null
  created_at: number
  /** When the message that it was in was recalled. */
  gone_at: Generated<number | null>
}

export interface HandoverTable {
  hash: string
  company_id: string
  /** The device's secret, sealed by the vault. */
  sealed_secret: string
  expires_at: number
}

export interface ProbeTable {
  id: string
  ballast: string
}

export interface VisitTable {
  /** A hash of the visit's secret and the company. */
  id: string
  company_id: string
  /** Whose it is, once a chat was opened. */
  uid: string | null
  /** When the present visit began: the first page after a pause. */
  landed_at: number
  seen_at: number
  /** Points so far; also the number of the newest. */
  points: number
}

export interface TrackPointTable {
  visit_id: string
  n: number
  company_id: string
  uid: string | null
  /** The conversation that the visit has led to. */
  cid: string | null
  kind: 'landing' | 'view' | 'trace' | 'enquiry'
  /** JSON: what agents see of the page and of the one before. */
  page: string
  at: number
}

export interface TicketTable {
  id: string
  company_id: string
  uid: string
  /** Of the form that it came in: sent twice, it is one. */
  form_id: string
  name: string
  email: string
  phone: string
  content: string
  template: string
  skill_group: string
  file_id: string | null
  status: 'open' | 'closed'
  answer: string | null
  answered_by: string | null
  answered_at: number | null
  created_at: number
  /** JSON: what was filled in, by the ids of its fields. */
  fields: Generated<string>
  /** JSON: what happened to it, in words that programs know. */
  log: Generated<string>
}

export interface RobotTable {
  id: string
  company_id: string
  /** The number that pages send as `robotid`. */
  number: number
  name: string
  /** JSON of RobotSettings. */
  settings: string
  /** Moves with every change of the robot and of what it knows. */
  revision: number
  created_at: number
}

export interface FaqGroupTable {
  id: string
  company_id: string
  robot_id: string
  /** The number that pages send as `faqid`. */
  number: number
  name: string
}

export interface FaqTable {
  id: string
  company_id: string
  robot_id: string
  group_id: string | null
  /** What an import knows it again by. */
  code: string
  /** Where it stands among the robot's entries. */
  place: number
  answer: string
  is_guide: 0 | 1
}

export interface FaqPhrasingTable {
  faq_id: string
  /** 0 is the question itself. */
  n: number
  company_id: string
  words: string
}

export interface RobotUnknownTable {
  robot_id: string
  company_id: string
  /** A visitor's question, cut short. */
  words: string
  /** How often. */
  asked: number
  /** The last time. */
  asked_at: number
}

export interface ApiKeyTable {
  id: string
  company_id: string
  name: string
  /** How it begins. */
  start: string
  hash: string
  /** JSON of protocol Scopes. */
  scopes: string
  created_at: number
  used_at: number | null
}

export interface AuditTable {
  id: string
  company_id: string
  at: number
  by_kind: 'agent' | 'key' | 'command'
  by_id: string
  by_name: string
  /** Name of the operation. */
  action: string
  /** Id of the object. */
  target: string
  /** JSON of what was given, cut short. */
  given: string
}

export interface DefinitionTable {
  company_id: string
  /** A DefinedKind of protocol/api/definitions. */
  kind: string
  id: string
  name: string
  /** JSON of what its kind has besides. */
  spec: string
  place: number
}

export type ReferralRow = Selectable<ReferralTable>
export type WebhookRow = Selectable<WebhookTable>
export type DeliveryRow = Selectable<DeliveryTable>
/** What a visitor says of an answer; the last word counts. */
export interface RobotFeedbackTable {
  company_id: string
  robot_id: string
  faq_id: string
  /** Id of the entry. */
  answer_id: string
  uid: string
  solved: 0 | 1
  at: number
}

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>
export type EntryRow = Selectable<EntryTable>
export type NewEntryRow = Insertable<EntryTable>
export type TimelineRow = Selectable<TimelineTable>
export type VisitRow = Selectable<VisitTable>
export type TicketRow = Selectable<TicketTable>
export type RobotRow = Selectable<RobotTable>
export type ConversationRow = Selectable<ConversationTable>
export type NewConversationRow = Insertable<ConversationTable>
