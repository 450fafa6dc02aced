import type { Profile } from '#protocol/desk'

/** Who wrote the button's `session-from`. */
export type Vendor = 'sobot' | 'udesk' | 'qidian'

/** A number or address of a customer; with an id the one that has it is another from now on. */
export type Contact = { id: string | null; value: string }

/** What the mini program says of the customer who taps its contact button. All of it is the mini program's word. */
export type SessionFrom = {
  /** Null: in none of the three formats. */
  vendor: Vendor | null
  /** By the names of the web SDK's keys. */
  claims: NonNullable<Profile['claims']>
  /** Besides the claims `tel` and `email`. */
  phones: Contact[]
  emails: Contact[]
  /** To be noted as a business record. */
  record: { title: string; fields: Record<string, string> } | null
  unionId: string
  /** Where the customer comes from, in the mini program's words. */
  channelName: string
  /** Qidian's custom parameter. */
  userdef: string
  /** Parts that could not be read, or not to their end. */
  problems: string[]
}

export const nothing = (vendor: Vendor | null): SessionFrom => ({
  vendor,
  claims: {},
  phones: [],
  emails: [],
  record: null,
  unionId: '',
  channelName: '',
  userdef: '',
  problems: []
})
