import type { ChatConfig } from '#protocol/keys'
import { readLink } from '#protocol/link'
import { resolveConfig } from '#protocol/resolve-config'
import { visitorCookie } from '#server/http/visitor-cookie'
import type { Http } from '#server/http/who'
import { findOrMakeVisitor, findVisitor } from '#server/http/visitors'
import { identifyVisitor, type Known } from '#server/identity/visitor'
import type { Services } from '#server/services'
import { channelsOf, companyBySysnum, pickChannel, type Channel, type Company } from '#server/store/companies'
import { chooseLanguage, textsIn, type Texts } from '#server/language'

/** What one request is about: whose page, in which language, and who asks. */
export type Visit = {
  company: Company
  channel: Channel | undefined
  config: ChatConfig
  texts: Texts
  /** Of this device: what the cookie holds, or what it is to hold from now on. */
  secret: string
  known: Known
  /** Nobody is stored before the first message: who only looks, or is a robot, leaves no row. */
  uid: string | undefined
  /** Stands for a proof that runs out: the page outlives it. */
  pass: string | undefined
}

export function readRequest(c: Http): { config: ChatConfig; texts: Texts } {
  const { config } = resolveConfig(readLink(searchOf(c)), 'link')
  return { config, texts: textsFor(c, config) }
}

const textsFor = (c: Http, { locale }: ChatConfig, channel?: Channel): Texts =>
  textsIn(chooseLanguage(locale, c.req.header('accept-language'), channel?.settings.locale))

/** Undefined when the link names no company of this server; throws `illegal-visitor` for whom the channel keeps out. */
export async function openVisit(c: Http, services: Services): Promise<Visit | undefined> {
  const { config } = readRequest(c)
  const { database, tokens } = services
  const company = config.sysnum ? await companyBySysnum(database, config.sysnum) : undefined
  if (!company) return undefined
  const channel = pickChannel(await channelsOf(database, company.id), Number(config.channelid))
  const { partnerid, sign } = config
  const token = c.req.query('pass')
  const known = await identifyVisitor(services, { company, channel, partnerid, sign, token })
  const kept = visitorCookie(c, services, company) ?? ''
  const secret = tokens.isDeviceSecret(kept) ? kept : tokens.createDeviceSecret()
  const asking = { company, known, secret }
  // Who is vouched for is no robot, and needs the pass
  const uid = await (known.verified ? findOrMakeVisitor(c, services, asking) : findVisitor(services, asking))
  return {
    company,
    channel,
    config,
    texts: textsFor(c, config, channel),
    secret,
    known,
    uid,
    pass: passFor(services, { known, uid, company })
  }
}

function passFor(
  { tokens, clock }: Services,
  { known, uid, company }: Pick<Visit, 'known' | 'uid' | 'company'>
): string | undefined {
  if (!known.verified || !uid) return undefined
  return tokens.forVisitor({ uid, companyId: company.id, verified: true }, clock.now())
}

/** The query as it came: forms and ways back carry the link on as it was. */
export const searchOf = (c: Http): string => new URL(c.req.url).search

/** The link with a pass that is good for longer than what it had. */
export function searchWithPass(c: Http, pass: string | undefined): string {
  const search = searchOf(c)
  if (!pass) return search
  return `${search.replace(/&pass=[^&]*/g, '')}&pass=${encodeURIComponent(pass)}`
}

/** What the list of messages has to know of the link, and no more: it is asked for again and again. */
export function listQuery(
  { config, texts, pass }: Pick<Visit, 'config' | 'texts'> & Partial<Visit>,
  more: Record<string, string | number> = {}
): string {
  const { sysnum = '', channelid, partnerid, color, time, is_link: isLink } = config
  // The words above the first message
  const { type, robotid, robot_hello_word, agent_offline_title } = config
  const words = { type, robotid, robot_hello_word, agent_offline_title }
  const wanted = {
    sysnum,
    locale: texts.language,
    channelid,
    partnerid,
    pass,
    color,
    time,
    ...words,
    ...more
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, String(value))
  if (isLink === false) query.set('is_link', '0')
  return `?${query}`
}
