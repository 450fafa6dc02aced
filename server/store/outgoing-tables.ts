// Tables of what reaches somebody outside. As in schema.ts.

export interface DeliveryTable {
  id: string
  company_id: string
  kind: 'mail' | 'hook' | 'push'
  /** Id of what it is about. */
  ref: string
  /** JSON of what is sent. */
  payload: string
  state: 'waiting' | 'done' | 'failed'
  tries: number
  next_at: number
  /** Until then a process is trying it. */
  claimed_until: number
  problem: string | null
  created_at: number
  done_at: number | null
}

export interface WebhookTable {
  id: string
  company_id: string
  name: string
  url: string
  /** JSON of WebhookEvents. */
  events: string
  sealed_secret: string
  is_enabled: 0 | 1
  /** The last desk_seq of which it was told. */
  cursor: number
  created_at: number
}

/** Where a session of an agent wants to be told. */
export interface PushSubscriptionTable {
  /** Hash of the session's secret: the row goes with it. */
  session: string
  id: string
  company_id: string
  agent_id: string
  endpoint_hash: string
  /** JSON of the address and the browser's keys. */
  sealed: string
  language: string
  created_at: number
}
