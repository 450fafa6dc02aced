import * as v from 'valibot'
import { done, id, listOf, paging, textUpTo, time } from './fields.ts'
import { operation } from './operation.ts'

const text = v.string()
const title = v.pipe(textUpTo(200), v.minLength(1, 'is needed'))
const note = textUpTo(4_000)
const filledIn = v.record(id, v.nullable(textUpTo(2_000)))
const only = v.optional(textUpTo(100))

/** What staff, or another system, have recorded of a customer: a repair, a contract, a complaint (business records). */
const BusinessRecord = v.object({
  id: text,
  visitor: text,
  /** What the company knows the customer by. */
  name: text,
  conversation: v.nullable(text),
  /** Null: of no kind. */
  template: v.nullable(text),
  title: text,
  /** By the ids of fields of records. */
  fields: v.record(text, text),
  note: text,
  createdBy: text,
  createdAt: time,
  changedBy: v.nullable(text),
  changedAt: v.nullable(time)
})
export type BusinessRecord = v.InferOutput<typeof BusinessRecord>

const SECRET = ['title', 'fields', 'note'] as const

export const RECORDS = {
  listRecords: operation({
    method: 'get',
    path: '/records',
    says: 'Business records, the newest first: all, or those of a customer, of a conversation, of a template, or that an agent has made.',
    role: 'agent',
    scope: 'customers:read',
    input: v.object({ ...paging, visitor: only, conversation: only, template: only, by: only, search: only }),
    output: listOf(BusinessRecord)
  }),
  getRecord: operation({
    method: 'get',
    path: '/records/:record',
    says: 'One business record.',
    role: 'agent',
    scope: 'customers:read',
    input: v.object({ record: id }),
    output: BusinessRecord
  }),
  createRecord: operation({
    method: 'post',
    path: '/customers/:visitor/records',
    says: 'Makes a business record of a customer, with the fields of its template.',
    role: 'agent',
    scope: 'customers:write',
    input: v.object({
      visitor: id,
      conversation: v.optional(v.nullable(id), null),
      template: v.optional(v.nullable(id), null),
      title,
      fields: v.optional(filledIn, {}),
      note: v.optional(note, '')
    }),
    output: BusinessRecord,
    secret: SECRET
  }),
  updateRecord: operation({
    method: 'patch',
    path: '/records/:record',
    says: 'Changes a business record; what is not named stays, a field that is null is taken out.',
    role: 'agent',
    scope: 'customers:write',
    input: v.object({
      record: id,
      template: v.optional(v.nullable(id)),
      title: v.optional(title),
      fields: v.optional(filledIn),
      note: v.optional(note)
    }),
    output: BusinessRecord,
    secret: SECRET
  }),
  deleteRecord: operation({
    method: 'delete',
    path: '/records/:record',
    says: 'Removes a business record.',
    role: 'lead',
    scope: 'customers:write',
    input: v.object({ record: id }),
    output: done
  })
}
