import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { ChatError, type ErrorCode } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import { fileUrl } from '#server/present'
import type { Services } from '#server/services'
import { agentById, type SignedIn } from '#server/store/agents'
import { companyById } from '#server/store/companies'
import { deliveriesOf } from '#server/store/deliveries'
import { definitionsOf } from '#server/store/definitions'
import { hasConversation } from '#server/store/entries'
import { findFile } from '#server/store/files'
import {
  findTicket,
  setTicketAnswer,
  setTicketStatus,
  ticketsOf,
  ticketsOfVisitor,
  type Ticket
} from '#server/store/tickets'
import { check, readBody } from './body.ts'
import { requireAgent, requireSameOrigin, type Http } from './who.ts'

// What visitors have left, for agents of the same company.

const MOST_LISTED = 200
const AT_ONCE = 30
const MOST_SEARCHED = 200
/** Characters of what was left that stand above its answer. */
const QUOTED = 100

const Status = v.picklist(['open', 'closed'], 'has to be open or closed')
const Listed = v.picklist(['open', 'closed', 'all'], 'has to be open, closed or all')
const NewStatus = v.object({ status: Status })
const Answer = v.object({
  /** Also to the address that the visitor has left. */
  mail: v.optional(v.boolean('has to be true or false'), false),
  text: v.pipe(
    v.string('has to be text'),
    v.regex(/\S/, 'is blank'),
    v.maxLength(LIMITS.textLength - QUOTED - 4, 'is too long')
  )
})

/**
 * GET /api/agent/tickets?status=open&template=…&text=…&after=…: the newest first, a page at a time; with `uid` those of one visitor,
 * whatever their status.
 */
export async function tickets(c: Http, services: Services) {
  const { companyId } = await requireAgent(c, services)
  const status = check(Listed, c.req.query('status') ?? 'open', 'status')
  const uid = c.req.query('uid')
  const { items, next } =
    uid === undefined
      ? await ticketsOf(services.database, companyId, {
          status: status === 'all' ? undefined : status,
          template: c.req.query('template') || undefined,
          text: c.req.query('text')?.slice(0, MOST_SEARCHED).trim(),
          after: c.req.query('after') || undefined,
          limit: AT_ONCE
        })
      : { items: await ticketsOfVisitor(services.database, { companyId, uid }, MOST_LISTED), next: null }
  c.header('cache-control', 'no-store')
  const templates = await definitionsOf(services.database.read, companyId, 'ticketTemplate')
  const names = await fieldNames(services, companyId)
  return c.json({
    mayMail: services.mail !== undefined,
    tickets: await Promise.all(items.map(one => shown(services, one, names))),
    next,
    templates: templates.map(({ id, name }) => ({ id, name }))
  })
}

/** What became of the last mail about it. */
async function mailState(database: Services['database'], ref: string, companyId: string) {
  const [last] = await deliveriesOf(database, { companyId, ref }, 1)
  return last ? { state: last.state, problem: last.problem } : null
}

type Names = { field(id: string): string; template(id: string): string }

/** What has been removed since goes by its id. */
async function fieldNames({ database }: Services, companyId: string): Promise<Names> {
  const nameIn = async (kind: 'ticketField' | 'ticketTemplate') => {
    const names = new Map(
      (await definitionsOf(database.read, companyId, kind)).map(one => [one.id, one.name])
    )
    return (id: string) => names.get(id) ?? id
  }
  return { field: await nameIn('ticketField'), template: await nameIn('ticketTemplate') }
}

async function shown(
  { database, tokens, clock, masking }: Services,
  { companyId: ownCompany, fileId, fields, ...ticket }: Ticket,
  names: Names
) {
  const file = fileId === null ? undefined : await findFile(database, fileId)
  const agent = ticket.answeredBy === null ? undefined : await agentById(database, ticket.answeredBy)
  return {
    ...ticket,
    template: names.template(ticket.template),
    content: await masking.shown(ownCompany, ticket.content),
    answer: ticket.answer === null ? null : await masking.shown(ownCompany, ticket.answer),
    fields: await Promise.all(
      Object.entries(fields).map(async ([id, value]) => ({
        name: names.field(id),
        value: await masking.shown(ownCompany, value)
      }))
    ),
    answeredBy: agent?.name ?? null,
    mail: await mailState(database, ticket.id, ownCompany),
    file: file ? { name: file.name, url: fileUrl(file, tokens, clock.now()) } : null
  }
}

/** POST /api/agent/tickets/:id/status */
export async function ticketStatus(c: Http, services: Services) {
  const { ticket } = await reach(c, services)
  const { status } = await readBody(c, NewStatus)
  await setTicketStatus(services.database, ticket.id, status)
  return c.json({ ok: true })
}

/** POST /api/agent/tickets/:id/answer: the answer is a message in the visitor’s conversation, of this agent. */
export async function answerTicket(c: Http, services: Services) {
  const { agent, ticket } = await reach(c, services)
  const { text: written, mail } = await readBody(c, Answer)
  const text = await services.masking.stored(ticket.companyId, written)
  if (mail && !services.mail) throw new ChatError('conflict', 'mail: no mail server is named (SMTP_URL)')
  if (mail && !ticket.email) throw new ChatError('conflict', 'mail: the visitor has left no address')
  await sayToVisitor(services, { agent, ticket, text })
  await setTicketAnswer(services.database, ticket.id, { text, by: agent.id }, services.clock.now())
  if (mail) await sendMail(services, { agent, ticket, text })
  return c.json({ ok: true })
}

async function sendMail(
  services: Services,
  { agent, ticket, text }: { agent: SignedIn; ticket: Ticket; text: string }
) {
  const company = await companyById(services.database, ticket.companyId)
  const masked = (whole: string) => services.masking.shown(ticket.companyId, whole)
  const content = await masked(ticket.content)
  await services.deliveries.add({
    companyId: ticket.companyId,
    kind: 'mail',
    ref: ticket.id,
    payload: {
      to: ticket.email,
      from: company!.name,
      subject: `Re: ${quote(content)}`,
      text: await masked(`${text}\n\n${agent.name}, ${company!.name}\n\n${content.replace(/^/gm, '> ')}`)
    }
  })
}

async function reach(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const agent = await requireAgent(c, services)
  const ticket = await findTicket(services.database, agent.companyId, c.req.param('id') ?? '')
  if (!ticket) throw new ChatError('not-found')
  return { agent, ticket }
}

/**
 * Who has never talked to us finds both: what they have left begins a conversation that has ended, and the answer follows as
 * messages of staff do after an end. Else the answer says what it is about.
 */
async function sayToVisitor(
  { writer, database }: Services,
  { agent, ticket, text }: { agent: SignedIn; ticket: Ticket; text: string }
) {
  const { companyId, uid, id, content } = ticket
  const by = { role: 'agent' as const, id: agent.id, name: agent.name, rank: agent.role }
  if (!(await hasConversation(database, uid))) {
    const started = await writer.submit({
      companyId,
      uid,
      intent: {
        kind: 'send',
        by: { role: 'visitor', id: uid },
        clientId: `ticket-${id}`,
        content: { kind: 'text', text: content }
      }
    })
    const cid = started.ok ? started.entry?.cid : undefined
    if (cid)
      await writer.submit({
        companyId,
        uid,
        intent: { kind: 'end', by: { role: 'system', id: 'system' }, cid }
      })
  }
  const outcome = await writer.submit({
    companyId,
    uid,
    intent: {
      kind: 'send',
      by,
      clientId: `ticket-${createHash('sha256').update(`${id} ${text}`).digest('base64url').slice(0, 40)}`,
      content: { kind: 'text', text: `${quote(content)}\n${text}` }
    }
  })
  if (!outcome.ok) throw new ChatError(outcome.code as ErrorCode, outcome.why)
}

function quote(content: string): string {
  const line = content.replace(/\s+/g, ' ').trim()
  return line.length > QUOTED ? `“${line.slice(0, QUOTED)}…”` : `“${line}”`
}
