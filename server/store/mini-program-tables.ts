import type { Generated } from 'kysely'

/** A mini program that a company has bound. */
export interface MiniProgramTable {
  id: string
  company_id: string
  channel_id: string
  app_id: string
  /** JSON of the app's secret, the token and the key of its pushes. */
  sealed: string
  /** When the platform last asked whether the address is ours. */
  verified_at: number | null
  pushed_at: number | null
  failing_since: number | null
  /** What failed last. */
  problem: string | null
  /** The access token that all processes share. */
  sealed_token: string | null
  token_until: Generated<number>
  /** Until then a process is asking for another. */
  token_asked_until: Generated<number>
  created_at: number
}

/** A customer as the platform knows them. */
export interface MiniProgramUserTable {
  uid: string
  mini_program_id: string
  openid: string
  unionid: string | null
  /** As the mini program has written it. */
  session_from: string | null
  /** When they last wrote, and last came in: both open the way back for a while. */
  spoke_at: Generated<number>
  entered_at: Generated<number>
  /** What has gone out since. */
  sent: Generated<number>
  /** Up to this seq what was said has gone out, or is a mini_program_message. */
  cursor: Generated<number>
  /** Until then a process is sending. */
  claimed_until: Generated<number>
}

export interface MiniProgramPushTable {
  id: string
  mini_program_id: string
  /** The same for a push that is repeated. */
  once: string
  openid: string
  /** As it came, decrypted; empty once it is in a timeline. */
  body: string
  tries: Generated<number>
  next_at: number
  claimed_until: Generated<number>
  done_at: number | null
}

export interface MiniProgramMessageTable {
  uid: string
  seq: number
  state: 'waiting' | 'failed' | 'unsure'
  problem: string | null
  tries: Generated<number>
  next_at: number
}
