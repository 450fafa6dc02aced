// Tables of platforms, on which companies refer conversations to each other. As in schema.ts.

export interface PlatformTable {
  id: string
  /** What pages send as `platformUnionCode`. */
  code: string
  name: string
  main_company_id: string
  created_at: number
}

export interface PlatformMemberTable {
  platform_id: string
  company_id: string
  /** What pages send as `flowCompanyId`. */
  customer_code: string
  invited_at: number
  /** Null: the company has not accepted yet. */
  joined_at: number | null
}

/** A conversation that one company has referred to another of its platform. */
export interface ReferralTable {
  id: string
  platform_id: string
  from_company_id: string
  to_company_id: string
  /** The group that was named, of the company to which it went. */
  group_id: string | null
  uid: string
  cid: string
  /** How far it was carried over. */
  cursor: number
  /** The timeline that the other company works with; null until there is one. */
  mirror_uid: string | null
  mirror_cursor: number
  /** 1: the conversation goes back into the queue of where it came from. */
  returned: 0 | 1
  created_at: number
  ended_at: number | null
}
