import { createHash, timingSafeEqual } from 'node:crypto'
import { ChatError } from '#protocol/errors'
import type { TrailCard } from '#protocol/track'
import { readUpTo } from '#server/http/body'
import { limitTrail } from '#server/http/limits'
import { addressOf, type Http } from '#server/http/who'
import { codeOf } from '#server/problem'
import type { Services } from '#server/services'
import { anyTracked, trackerAppsByAppId, type TrackerApp } from '#server/store/tracker-apps'
import { hashOf, meetPerson, unionidOf, type Ids, type NewEvent } from '#server/store/trail'
import { orderCard, productCard, textOf } from './cards.ts'
import { ID_LENGTH } from './ids-of.ts'
import { refusePages } from './origin.ts'
import { exchangeCode, secretsOfApp } from './platform.ts'

// Udesk's wire format, so that the vendor's own file works with another `companyDomain`. Every answer is JSON with a `code`; the status is 200,
// since some platforms hand on no body with another one.

/** 1000 is success; of the others our own file tries again after 2005 and 3000, with the right time after 2004. */
export const UDESK_CODES = {
  ok: 1000,
  wrong: 2000,
  signature: 2001,
  unknownApp: 2002,
  switchedOff: 2003,
  time: 2004,
  tooMany: 2005,
  code: 2006,
  noSecret: 2007,
  unavailable: 3000
} as const
type Code = keyof typeof UDESK_CODES

class Refused extends Error {
  readonly code: Code
  readonly more: object
  constructor(code: Code, says: string, more: object = {}) {
    super(says)
    this.code = code
    this.more = more
  }
}

/** Clocks of phones differ; older than that is a recording. */
export const TIME_MS = 30 * 60_000
/** What our own file says of when something happened is believed this far back. */
const LATE_MS = 30 * 86_400_000
const MOST_BYTES = 65_536

type Handle = (c: Http, services: Services) => Promise<Response>

/** Whatever happens, the answer has a code. */
const coded =
  (work: (c: Http, services: Services) => Promise<object>): Handle =>
  async (c, services) => {
    refusePages(c, services)
    c.header('cache-control', 'no-store')
    try {
      return c.json({ code: UDESK_CODES.ok, ...(await work(c, services)) })
    } catch (error) {
      const { code, message, more } = refusalOf(error, services)
      return c.json({ code: UDESK_CODES[code], code_message: message, ...more })
    }
  }

const OF_ERRORS: Partial<Record<string, Code>> = {
  'bad-request': 'wrong',
  'too-large': 'wrong',
  'rate-limited': 'tooMany',
  forbidden: 'noSecret'
}

function refusalOf(error: unknown, { report }: Services): { code: Code; message: string; more: object } {
  if (error instanceof Refused) return { code: error.code, message: error.message, more: error.more }
  const known = error instanceof ChatError ? error : new ChatError(codeOf(error))
  if (!(error instanceof ChatError)) report('request-failed', { path: 'udesk', error: String(error) })
  return { code: OF_ERRORS[known.code] ?? 'unavailable', message: known.message, more: {} }
}

/** Says which trajectories are switched on: of the program that asks, where it says or its address tells, else of any. */
export const initData = coded(async (c, services) => {
  limitTrail(services, addressOf(c, services))
  const appId = textOf(c.req.query('appid') ?? appOfPage(c.req.header('referer')), ID_LENGTH)
  const apps = appId ? await trackerAppsByAppId(services.database, appId) : []
  const { products, orders } =
    apps.length > 0
      ? { products: apps.some(app => app.products), orders: apps.some(app => app.orders) }
      : await anyTracked(services.database)
  return { behavior_trace: products, customer_order: orders }
})

/** WeChat names the program in the address that it says requests come from. */
const appOfPage = (referer = '') => /^https:\/\/servicewechat\.com\/([\w-]{1,64})\//.exec(referer)?.[1]

export const getOpenid = coded(async (c, services) => {
  const appId = textOf(c.req.query('appid'), ID_LENGTH)
  const code = textOf(c.req.query('jscode'), ID_LENGTH)
  if (!appId || !code) throw new Refused('wrong', `${appId ? 'jscode' : 'appid'}: is needed`)
  limitTrail(services, addressOf(c, services), `openid ${appId}`)
  const bound = await secretsOfApp(services, appId)
  if (bound.length === 0) {
    const isKnown = (await trackerAppsByAppId(services.database, appId)).length > 0
    throw isKnown
      ? new Refused('noSecret', 'the app secret of this mini program has not been entered')
      : unknownApp()
  }
  let refused: unknown
  for (const one of bound)
    try {
      const { openid, unionid } = await exchangeCode(services, one, code)
      if (unionid) await meet(services, one.app.companyId, { openid, unionid })
      return { openid }
    } catch (error) {
      // Another company may have entered a wrong secret for the same program
      refused = error
      if (!(error instanceof ChatError) || error.code !== 'forbidden') break
    }
  if (refused instanceof ChatError && refused.code === 'bad-request')
    throw new Refused('code', refused.message)
  throw refused
})

export const behaviorTraces = coded(async (c, services) => {
  const { body, app, sent } = await readSigned(c, services, app => app.products)
  const trace = body['behavior_trace'] as { type?: unknown; data?: unknown } | null | undefined
  if (typeof trace !== 'object' || trace === null || trace.type !== 'product')
    throw new Refused('wrong', 'behavior_trace.type: has to be product')
  return await store(services, app, sent, productCard(app.name, trace.data))
})

export const customerOrders = coded(async (c, services) => {
  const { body, app, sent } = await readSigned(c, services, app => app.orders)
  return await store(services, app, sent, orderCard(app.name, body['order']))
})

const meet = ({ database, clock }: Services, companyId: string, ids: Ids) =>
  meetPerson(database, { companyId, ids }, clock.now())

type Sent = { openid: string; nonce: string; at: number }

async function store(
  { trail, database }: Services,
  app: TrackerApp,
  { openid, nonce, at }: Sent,
  card: TrailCard
) {
  const unionid = await unionidOf(database, app.companyId, openid)
  const event: NewEvent = {
    companyId: app.companyId,
    app: app.id,
    key: hashOf('udesk', openid, nonce),
    ids: { openid, ...(unionid ? { unionid } : {}) },
    card,
    at
  }
  await trail.accept({ events: [event] })
  return {}
}

const unknownApp = () => new Refused('unknownApp', 'appid: no mini program with this id is set up here')

/** Whose it is shows by the signature: several companies may have set up one and the same program. */
async function readSigned(c: Http, services: Services, isOn: (app: TrackerApp) => boolean) {
  const body = await readJson(c)
  const appId = neededText(body, 'appid')
  limitTrail(services, addressOf(c, services), appId)
  const openid = neededText(body, 'web_token')
  const nonce = neededText(body, 'nonce')
  const signature = neededText(body, 'signature')
  const timestamp = Number(neededText(body, 'timestamp'))
  const candidates = await trackerAppsByAppId(services.database, appId)
  if (candidates.length === 0) throw unknownApp()
  const signed = `nonce=${String(body['nonce'])}&timestamp=${String(body['timestamp'])}&web_token=${String(body['web_token'])}&`
  const app = candidates.filter(one => isSigned(signed + one.companyToken, signature))[0]
  if (!app) throw new Refused('signature', 'signature: does not fit; look at companyToken')
  const now = services.clock.now()
  if (!(Math.abs(now - timestamp) <= TIME_MS))
    throw new Refused('time', 'timestamp: is too far from the time here', { server_time: now })
  if (!isOn(app)) throw new Refused('switchedOff', 'this trajectory is switched off for this mini program')
  return { body, app, sent: { openid, nonce, at: atOf(body['traced_at'], now) ?? timestamp } }
}

const atOf = (given: unknown, now: number): number | undefined =>
  typeof given === 'number' && given <= now + TIME_MS && given > now - LATE_MS ? Math.trunc(given) : undefined

function isSigned(text: string, signature: string): boolean {
  const expected = createHash('sha1').update(text).digest()
  const given = Buffer.from(/^[0-9a-f]{40}$/i.test(signature) ? signature : '', 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function neededText(body: Record<string, unknown>, name: string): string {
  const text = textOf(body[name], ID_LENGTH)
  if (!text) throw new Refused('wrong', `${name}: is needed`)
  return text
}

async function readJson(c: Http): Promise<Record<string, unknown>> {
  const { bytes, isWhole } = await readUpTo(c, MOST_BYTES)
  if (!isWhole) throw new Refused('wrong', `the body has more than ${MOST_BYTES} bytes`)
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof json === 'object' && json !== null && !Array.isArray(json))
      return json as Record<string, unknown>
  } catch {
    // Said below
  }
  throw new Refused('wrong', 'the body has to be a JSON object')
}
