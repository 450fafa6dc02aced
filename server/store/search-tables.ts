// Tables of what can be found. As in schema.ts.

import type { Generated } from 'kysely'

/** What can be searched; its tokens are the business of store/search. */
export interface SearchDocTable {
  id: Generated<number>
  company_id: string
  uid: string
  /** Of the message; 0: what is known of the visitor. */
  seq: number
}

/** How far the desk log of a company has been read for the search. */
export interface SearchCursorTable {
  company_id: string
  /** A desk_seq. */
  cursor: number
  /** Until then a process works at it. */
  claimed_until: number
}
