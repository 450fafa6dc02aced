import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import { VisitPage } from '#protocol/track'
import type { Services } from '#server/services'
import { channelsOf, companyBySysnum, pickChannel } from '#server/store/companies'
import { describePages } from '#server/visits/track-pages'
import { check, readUpTo } from './body.ts'
import { limitSessions, limitTracks } from './limits.ts'
import { addressOf, requireSameOrigin, type Http } from './who.ts'

// For the page of ours that stands hidden in the customer's page, where traces or agents' invitations are switched on.
// POST /api/visit       tells of a page view; the answer names the visit
// POST /api/visit/wait  is answered when an agent invites, else after a while

const WAIT_MS = 25_000
const MOST_BYTES = 32_768

const Place = {
  sysnum: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.idLength)),
  channel: v.optional(v.pipe(v.number(), v.integer())),
  page: VisitPage
}
const visit = v.pipe(v.string(), v.maxLength(200))
const Visit = v.object({
  ...Place,
  visit: v.optional(visit),
  kind: v.optional(v.picklist(['view', 'trace'])),
  /** The keys of zc("config") or zc("trace") that speak of pages, as the page gave them. */
  given: v.optional(v.record(v.pipe(v.string(), v.maxLength(40)), v.unknown()), {})
})
const Wait = v.object({
  ...Place,
  visit,
  answer: v.optional(v.picklist(['shown', 'accepted', 'declined'])),
  /** How often this browser has come. */
  visits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9_999)))
})

/** Without `kind` nothing is recorded: the page only wants to be known. */
export async function tellVisit(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const { sysnum, visit, kind, page, given } = await read(c, Visit)
  const company = await requireCompany(services, sysnum)
  const secret = services.tokens.isVisit(visit ?? '') ? visit! : begin(c, services)
  const visitId = services.tokens.visitId(secret, company.id)
  limitTracks(services, visitId)
  if (kind)
    services.tracks.add({
      visitId,
      companyId: company.id,
      kind,
      pages: describePages(page, given),
      at: services.clock.now()
    })
  return c.json({ visit: secret })
}

export async function waitForInvitation(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const { sysnum, visit, channel: number, page, answer, visits } = await read(c, Wait)
  const company = await requireCompany(services, sysnum)
  const channel = pickChannel(await channelsOf(services.database, company.id), number)
  if (!channel?.settings.invitations) throw new ChatError('forbidden', 'this channel invites nobody')
  if (!services.tokens.isVisit(visit)) throw new ChatError('not-found', 'visit: no such visit')
  const visitId = services.tokens.visitId(visit, company.id)
  limitTracks(services, visitId)
  const { url, title, referrer } = page
  return c.json(
    await services.presence.wait(
      { visitId, companyId: company.id, page: { url, title }, referrer, visits, answer, waitMs: WAIT_MS },
      c.req.raw.signal
    )
  )
}

function begin(c: Http, services: Services): string {
  limitSessions(services, addressOf(c, services))
  return services.tokens.createVisit()
}

async function requireCompany({ database }: Services, sysnum: string) {
  const company = await companyBySysnum(database, sysnum)
  if (!company) throw new ChatError('not-found', 'sysnum: no such company on this server')
  return company
}

async function read<T>(c: Http, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const { bytes, isWhole } = await readUpTo(c, MOST_BYTES)
  if (!isWhole) throw new ChatError('too-large')
  try {
    return check(schema, JSON.parse(bytes.toString()), 'body')
  } catch (error) {
    throw error instanceof ChatError ? error : new ChatError('bad-request', 'the body has to be JSON')
  }
}
