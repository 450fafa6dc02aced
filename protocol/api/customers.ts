import * as v from 'valibot'
import { Customer } from '../customer.ts'
import { ConversationStatus } from '../desk.ts'
import { FIELD_TYPES } from '../definition.ts'
import { Entry } from '../entry.ts'
import { flag, id, listOf, paging, textUpTo, time, wholeText } from './fields.ts'
import { operation } from './operation.ts'

const visitor = id
const conversation = id
const text = v.string()

/** Null takes back what staff have set: what the page says counts again. */
const set = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema))
const filledIn = v.record(id, v.nullable(textUpTo(2_000)))

const Card = v.object({
  visitor: text,
  /** The company’s own id of the customer; null: the page has not said any. */
  partnerid: v.nullable(text),
  /** The company has vouched for it. */
  verified: flag,
  firstSeenAt: time,
  /** What the page says. */
  claims: v.record(text, text),
  /** What staff have set, which stands over it. */
  customer: Customer
})

const Said = v.object({ id: text, name: text, value: text })

const Past = v.object({
  conversation: text,
  /** Another than was asked for: somebody under the same `partnerid`, on another device. */
  visitor: text,
  status: ConversationStatus,
  channel: v.nullable(v.object({ number: v.number(), name: text })),
  /** Who answered last. */
  agent: v.nullable(text),
  startedAt: time,
  endedAt: v.nullable(time),
  /** The visitor’s first words. */
  about: text,
  summary: v.array(Said)
})
export type Past = v.InferOutput<typeof Past>

const Summary = v.object({
  fields: v.array(
    v.object({
      id: text,
      name: text,
      type: v.picklist(FIELD_TYPES),
      options: v.array(text),
      isNeeded: flag,
      value: text,
      /** The value comes from the page (`summaryparams`): nobody has saved it yet. */
      isFromPage: flag
    })
  ),
  /** What the page has given that no field is for, or that fits none. */
  ignored: v.array(text),
  /** Null: nobody has saved it yet. */
  savedBy: v.nullable(text),
  savedAt: v.nullable(time),
  /** The caller may save it. */
  maySave: flag
})
export type SummaryForm = v.InferOutput<typeof Summary>

export const CUSTOMERS = {
  getCustomer: operation({
    method: 'get',
    path: '/customers/:visitor',
    says: 'What a visitor’s page says of them, and what staff have set.',
    role: 'agent',
    scope: 'customers:read',
    input: v.object({ visitor }),
    output: Card
  }),
  updateCustomer: operation({
    method: 'patch',
    path: '/customers/:visitor',
    says: 'Sets what staff know of a customer; it stands over what pages say, for agents and for routing. What is not named stays, null takes it back.',
    role: 'agent',
    scope: 'customers:write',
    input: v.object({
      visitor,
      name: set(textUpTo(100)),
      phone: set(textUpTo(100)),
      email: set(textUpTo(100)),
      remark: set(textUpTo(1_000)),
      isVip: set(flag),
      /** Id of a level. */
      vipLevel: set(textUpTo(64)),
      /** Ids of labels. */
      labels: set(v.pipe(v.array(id), v.maxLength(50, 'has at most 50 labels'))),
      /** By the ids of fields of customers. */
      fields: v.optional(filledIn),
      /** Id of an organisation. */
      organisation: set(textUpTo(64)),
      /** Ids of the agent and of the group that look after them: the desk asks these first. */
      owner: set(textUpTo(64)),
      ownerGroup: set(textUpTo(64))
    }),
    output: Card,
    secret: ['name', 'phone', 'email', 'remark', 'fields']
  }),
  listCustomerConversations: operation({
    method: 'get',
    path: '/customers/:visitor/conversations',
    says: 'Everything that a customer has talked about, through whatever channel, the newest first; with what others have under the same `partnerid`.',
    role: 'agent',
    scope: 'customers:read',
    input: v.object({ visitor, ...paging }),
    output: listOf(Past)
  }),
  listMessages: operation({
    method: 'get',
    path: '/conversations/:conversation/messages',
    says: 'What was said in a conversation, oldest first, as agents read it.',
    role: 'agent',
    scope: 'customers:read',
    input: v.object({ conversation, ...paging, after: v.optional(wholeText(0, 999_999_999)) }),
    output: listOf(Entry)
  }),
  getSummary: operation({
    method: 'get',
    path: '/conversations/:conversation/summary',
    says: 'The summary of a conversation: its fields with what was saved, else with what the page has given for them.',
    role: 'agent',
    scope: 'customers:read',
    input: v.object({ conversation }),
    output: Summary
  }),
  saveSummary: operation({
    method: 'patch',
    path: '/conversations/:conversation/summary',
    says: 'Saves the summary of a conversation, of whoever holds or held it: all its values, by the ids of its fields.',
    role: 'agent',
    scope: 'customers:write',
    input: v.object({ conversation, values: v.record(id, textUpTo(2_000)) }),
    output: Summary,
    secret: ['values']
  }),
  openPanelPlugin: operation({
    method: 'get',
    path: '/panel-plugins/:item/address',
    says: 'The address of a plug-in for a conversation, with a token that its own server can check (HS256, the plug-in’s secret).',
    role: 'agent',
    scope: 'customers:read',
    input: v.object({ item: id, conversation }),
    output: v.object({ url: text, origin: text })
  }),
  getPanelPluginSecret: operation({
    method: 'get',
    path: '/panel-plugins/:item/secret',
    says: 'What the tokens of a plug-in are signed with.',
    role: 'admin',
    scope: 'fields:write',
    input: v.object({ item: id }),
    output: v.object({ secret: text })
  })
}
