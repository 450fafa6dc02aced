// Tables of who customers belong to, and of what was done for them. As in schema.ts.

export interface OrganisationTable {
  company_id: string
  id: string
  name: string
  /** JSON: a list. */
  domains: string
  description: string
  owner_id: string | null
  /** What the search looks into, in small letters. */
  words: string
}

export interface BusinessRecordTable {
  id: string
  company_id: string
  uid: string
  cid: string | null
  template_id: string | null
  title: string
  /** JSON: what was filled in, by the ids of its fields. */
  fields: string
  note: string
  created_by: string
  created_by_id: string
  created_at: number
  changed_by: string | null
  changed_at: number | null
}
