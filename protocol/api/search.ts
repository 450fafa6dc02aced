import * as v from 'valibot'
import { flag, id, listOf, nothing, textUpTo, time, whole, wholeText } from './fields.ts'
import { operation } from './operation.ts'
import { date, timeZone } from './reports.ts'

const text = v.string()
const milliseconds = v.pipe(
  v.string('has to be milliseconds since 1970'),
  v.regex(/^\d{1,15}$/, 'has to be milliseconds since 1970'),
  v.transform(Number)
)

export const SEARCH_OF = ['messages', 'visitors'] as const
export const TALK_FORMATS = ['csv', 'jsonl'] as const

const Hit = v.object({
  conversation: text,
  /** When the conversation began. */
  startedAt: time,
  visitor: text,
  /** What the visitor is called; empty: nobody knows. */
  visitorName: text,
  channel: v.nullable(v.object({ number: v.number(), name: text })),
  /** Who answered last. */
  agent: v.nullable(text),
  /** Place of the message in its timeline; 0: what is known of the visitor. */
  seq: v.number(),
  at: time,
  by: v.object({ role: v.picklist(['visitor', 'agent', 'bot', 'system']), name: text }),
  isNote: flag,
  /** Of a visitor: the key of the page’s settings (`params`, `tel` …), `partnerid`, or the id of a field. */
  field: text,
  /** The words around it, as this caller may read them. */
  snippet: v.array(v.object({ text, isHit: flag }))
})
export type SearchHit = v.InferOutput<typeof Hit>

export const SEARCH = {
  search: operation({
    method: 'get',
    path: '/search',
    says: 'Messages in which all these words occur, or visitors of whom they are known (name, `params` and what else pages say), the newest first. Words count from their beginning, characters of languages without spaces as they stand.',
    role: 'agent',
    scope: 'customers:read',
    input: v.object({
      q: v.pipe(textUpTo(200), v.minLength(1, 'is needed')),
      of: v.optional(v.picklist(SEARCH_OF, `has to be ${SEARCH_OF.join(' or ')}`), 'messages'),
      /** Said, or last seen, from then on. */
      from: v.optional(milliseconds),
      /** And before then. */
      to: v.optional(milliseconds),
      /** Id: of conversations that this agent answered last. */
      agent: v.optional(id),
      /** Number: of conversations that came through this channel. */
      channel: v.optional(wholeText(1, 999_999_999)),
      limit: v.optional(wholeText(1, 100), '20'),
      after: v.optional(milliseconds)
    }),
    output: listOf(Hit)
  }),
  listSearchFilters: operation({
    method: 'get',
    path: '/search/filters',
    says: 'The agents and channels by which a search can be narrowed.',
    role: 'agent',
    scope: 'customers:read',
    input: nothing,
    output: v.object({
      agents: v.array(v.object({ id: text, name: text })),
      channels: v.array(v.object({ number: v.number(), name: text }))
    })
  }),
  exportConversations: operation({
    method: 'post',
    path: '/conversations/export',
    says: 'The conversations that began in these days, with `params` and all that was said: an address that gives them as a file, for ten minutes. `csv` has a line for each with the words in one cell, and an apostrophe before what a spreadsheet would take for a formula; `jsonl` an object in each line.',
    role: 'lead',
    scope: 'reports:read',
    input: v.object({
      /** The first day. */
      from: date,
      /** The last day; at most 366 in all. */
      to: date,
      timeZone: v.optional(timeZone, 'UTC'),
      agent: v.optional(id),
      channel: v.optional(whole(1, 999_999_999)),
      format: v.optional(v.picklist(TALK_FORMATS, `has to be ${TALK_FORMATS.join(' or ')}`), 'csv')
    }),
    output: v.object({ url: text, until: time })
  })
}
