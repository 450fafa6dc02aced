import type { AdminKey } from './i18n/t.ts'

export type Choice = { value: string | number | null; label: string }

/** One field of a form. `name` is the operation's. */
export type Field = {
  name: string
  label: AdminKey
  hint?: AdminKey
  kind: FieldKind
  isNeeded?: boolean
  /** Of `choice` and `choices`; texts of the table, or what was loaded for the form. */
  choices?:
    | readonly { value: string | number; label: AdminKey }[]
    | 'agents'
    | 'groups'
    | 'robots'
    | 'scopes'
    | 'ticketFields'
    | 'recordFields'
    | 'recordTemplates'
    | 'organisations'
    | 'events'
  /** Not shown when something is changed, or when something is made. */
  only?: 'making' | 'changing'
  /** Of a `choice`: what stands for null, before the others. */
  none?: AdminKey
  least?: number
  most?: number
}

/**
 * `textOrNone`: null when it is empty. `lines`: a list of texts, each in a line. `limit`: a number or none. `hours`: a week with a time zone and days of its own, or always.
 * `levels`: a list of ids with names, the highest first. `longOrNone`: as `textOrNone`, of several lines. `secret`: it is never shown, and empty what is there stays.
 */
export type FieldKind =
  | 'text'
  | 'textOrNone'
  | 'long'
  | 'email'
  | 'number'
  | 'limit'
  | 'flag'
  | 'choice'
  | 'choices'
  | 'colour'
  | 'lines'
  | 'hours'
  | 'levels'
  | 'longOrNone'
  | 'secret'
  | 'timeouts'

export type Values = Record<string, unknown>
