import * as v from 'valibot'
import { ask } from './api.ts'

const count = v.number()

/** A message that a visitor has left. All of it but the answer is the visitor's word. */
export const Ticket = v.object({
  id: v.string(),
  uid: v.string(),
  name: v.string(),
  email: v.string(),
  phone: v.string(),
  content: v.string(),
  template: v.string(),
  group: v.string(),
  /** Of the template, and of other systems. */
  fields: v.array(v.object({ name: v.string(), value: v.string() })),
  /** What happened to it: `dropped` is what another system gave that no field of ours is for. */
  log: v.array(v.object({ what: v.string(), field: v.string() })),
  /** What became of the last mail about it. */
  mail: v.nullable(
    v.object({ state: v.picklist(['waiting', 'done', 'failed']), problem: v.nullable(v.string()) })
  ),
  file: v.nullable(v.object({ name: v.string(), url: v.string() })),
  status: v.picklist(['open', 'closed']),
  answer: v.nullable(v.string()),
  answeredBy: v.nullable(v.string()),
  answeredAt: v.nullable(count),
  createdAt: count
})
export type Ticket = v.InferOutput<typeof Ticket>
export type TicketStatus = Ticket['status']

const Named = v.object({ id: v.string(), name: v.string() })
const List = v.object({
  mayMail: v.boolean(),
  tickets: v.array(Ticket),
  /** Behind which the next page begins; null at the end. */
  next: v.nullable(v.string()),
  templates: v.array(Named)
})

/** What narrows the list; empty: nothing. */
export type TicketsAsked = { status: string; template: string; text: string }

export const ticketsWith = (asked: TicketsAsked, after: string | null = null) =>
  ask(`/api/agent/tickets?${new URLSearchParams({ ...asked, ...(after === null ? {} : { after }) })}`, List)
export const ticketsOfVisitor = (uid: string) =>
  ask(`/api/agent/tickets?uid=${encodeURIComponent(uid)}`, List)
export const answerTicket = (id: string, given: { text: string; mail: boolean }) =>
  ask(`/api/agent/tickets/${id}/answer`, v.unknown(), given)
export const setTicketStatus = (id: string, status: TicketStatus) =>
  ask(`/api/agent/tickets/${id}/status`, v.unknown(), { status })
