export interface TrailTables {
  tracker_app: TrackerAppTable
  trail_person: TrailPersonTable
  trail_event: TrailEventTable
  trail_filtered: TrailFilteredTable
  known_id: KnownIdTable
}

/** Mini programs whose events are taken; the same program may be with several companies. */
export interface TrackerAppTable {
  id: string
  company_id: string
  /** What the platform calls it. */
  app_id: string
  name: string
  /** Signs what Udesk's SDK sends. */
  company_token: string
  /** Names the program in what Qidian's SDK sends, and encrypts it. */
  appkey: string
  /** What a code of wx.login is exchanged with, sealed by the vault. */
  sealed_secret: string | null
  /** What is taken: products and orders of Udesk's SDK, events of Qidian's. */
  products: 0 | 1
  orders: 0 | 1
  events: 0 | 1
  created_at: number
}

/** A combination of ids under which events were told. */
export interface TrailPersonTable {
  /** A hash of the company and the ids. */
  id: string
  company_id: string
  /** Whose timeline it belongs to, once a conversation has shown that. */
  uid: string | null
  openid: string | null
  unionid: string | null
  qid: string | null
  user_id: string | null
  ali_user_id: string | null
  buss_id: string | null
  seen_at: number
}

export interface TrailEventTable {
  app: string
  /** A hash of who told it and its id: told again, it is the same. */
  key: string
  company_id: string
  person: string
  /** The person's, kept with each event for export and erasure. */
  uid: string | null
  type: 'product' | 'order' | 'event'
  /** JSON of a TrailCard. */
  card: string
  /** By the program's clock, as far as that is believed. */
  at: number
  received_at: number
}

export interface TrailFilteredTable {
  app: string
  event: string
  property: string
  count: number
  last_at: number
}

export interface KnownIdTable {
  company_id: string
  kind: string
  value: string
  uid: string
  /** The company has vouched for it. */
  verified: 0 | 1
  at: number
}
