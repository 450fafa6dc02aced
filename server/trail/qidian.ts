import type { TrailCard, TrailValue } from '#protocol/track'
import { ChatError } from '#protocol/errors'
import { readUpTo } from '#server/http/body'
import { limitTrail } from '#server/http/limits'
import { addressOf, type Http } from '#server/http/who'
import { codeOf } from '#server/problem'
import type { Services } from '#server/services'
import { trackerAppByKey, type TrackerApp } from '#server/store/tracker-apps'
import { hashOf, type Ids, type Misfit, type NewEvent } from '#server/store/trail'
import { textOf } from './cards.ts'
import { MODES, unpack, type Mode } from './decode.ts'
import { ID_LENGTH } from './ids-of.ts'
import { refusePages } from './origin.ts'
import { fitProperties, propertyTypes, type PropertyTypes } from './properties.ts'

// The events of Qidian's tracker. The vendor's own format is not published: this one is ours, from `miniprogram/` to here. Success is the
// response header `err_code: 0`; the status is 200, since some platforms hand on no headers with another one.
//
//   POST {apiHost}/qidian/v1/events  {"k": appkey, "e": encryptMode, "d": what is packed}
//   GET  {apiHost}/qidian/v1/events?k=…&e=…&d=…

/** What the tracker does with each: `next` with what comes behind, `retry` later, `drop` what was sent, `stop` until the program starts anew. */
export const QIDIAN_CODES = {
  ok: { err_code: 0, does: 'next' },
  wrong: { err_code: 1001, does: 'drop' },
  unreadable: { err_code: 1002, does: 'drop' },
  unknownKey: { err_code: 1003, does: 'stop' },
  otherApp: { err_code: 1004, does: 'stop' },
  switchedOff: { err_code: 1005, does: 'stop' },
  tooMany: { err_code: 1006, does: 'retry' },
  tooLarge: { err_code: 1007, does: 'drop' },
  unavailable: { err_code: 1500, does: 'retry' }
} as const
type Code = keyof typeof QIDIAN_CODES

class Refused extends Error {
  readonly code: Code
  constructor(code: Code, says: string) {
    super(says)
    this.code = code
  }
}

const MOST_BYTES = 262_144
const MOST_EVENTS = 50
const MOST_PROPERTIES = 100
const MOST_CARD = 16_000
const NAME_LENGTH = 100
const SOON_MS = 30 * 60_000
const LATE_MS = 30 * 86_400_000

export async function qidianEvents(c: Http, services: Services): Promise<Response> {
  refusePages(c, services)
  c.header('cache-control', 'no-store')
  try {
    const { fresh, filtered, rejected } = await take(c, services)
    return answer(c, 'ok', { accepted: fresh, filtered, rejected })
  } catch (error) {
    const { code, message } = refusalOf(error, services)
    return answer(c, code, { err_msg: message })
  }
}

function answer(c: Http, code: Code, more: object) {
  const { err_code } = QIDIAN_CODES[code]
  c.header('err_code', String(err_code))
  return c.json({ err_code, ...more })
}

function refusalOf(error: unknown, { report }: Services): { code: Code; message: string } {
  if (error instanceof Refused) return error
  const known = error instanceof ChatError ? error : new ChatError(codeOf(error))
  if (!(error instanceof ChatError)) report('request-failed', { path: 'qidian', error: String(error) })
  if (known.code === 'rate-limited') return { code: 'tooMany', message: known.message }
  return { code: 'unavailable', message: known.message }
}

async function take(c: Http, services: Services) {
  const { k, e, d } = c.req.method === 'GET' ? c.req.query() : await readJson(c)
  const appkey = textOf(k, ID_LENGTH)
  if (!appkey) throw new Refused('wrong', 'k: the appkey is needed')
  limitTrail(services, addressOf(c, services), appkey)
  const mode = MODES.find(one => one === e)
  if (!mode) throw new Refused('wrong', `e: has to be ${MODES.join(', ')}`)
  const app = await trackerAppByKey(services.database, appkey)
  if (!app) throw new Refused('unknownKey', 'k: there is no such appkey')
  const { appid, events } = open(mode, d, appkey)
  if (appid !== app.appId) throw new Refused('otherApp', 'appid: is not that of this appkey')
  if (!app.events) throw new Refused('switchedOff', 'events of this mini program are switched off')
  return await store(services, app, events)
}

function open(mode: Mode, packed: unknown, appkey: string): { appid: unknown; events: unknown[] } {
  const report = unpack(mode, packed, appkey) as { appid?: unknown; events?: unknown } | undefined | null
  if (typeof report !== 'object' || report === null)
    throw new Refused('unreadable', 'd: could not be unpacked')
  const { appid, events } = report
  if (!Array.isArray(events) || events.length === 0 || events.length > MOST_EVENTS)
    throw new Refused('wrong', `events: has to be a list of 1 to ${MOST_EVENTS}`)
  return { appid, events }
}

type Rejected = { id: string; why: string }

async function store({ database, trail, clock }: Services, app: TrackerApp, given: unknown[]) {
  const types = await propertyTypes(database, app.companyId)
  const events: NewEvent[] = []
  const misfits: Misfit[] = []
  const rejected: Rejected[] = []
  for (const one of given) {
    const read = readEvent(one, { app, types, now: clock.now() })
    if ('why' in read) rejected.push(read)
    else {
      events.push(read.event)
      misfits.push(...read.misfits)
    }
  }
  const { fresh } = events.length > 0 ? await trail.accept({ events, misfits }) : { fresh: 0 }
  return { fresh, filtered: misfits.length, rejected }
}

type Reading = { app: TrackerApp; types: PropertyTypes; now: number }

function readEvent(
  given: unknown,
  { app, types, now }: Reading
): { event: NewEvent; misfits: Misfit[] } | Rejected {
  const told = record(given)
  const id = textOf(told['id'], ID_LENGTH)
  const name = textOf(told['name'], NAME_LENGTH)
  const ids = idsIn(told['ids'])
  if (!id || !name || Object.keys(ids).length === 0)
    return { id: id ?? '', why: `${!id ? 'id' : !name ? 'name' : 'ids'}: is needed` }
  // What stands beside the properties is one as well, unless it has a meaning of its own
  const beside = Object.entries(told).filter(([key]) => !OWN.includes(key))
  const properties = [...beside, ...Object.entries(record(told['properties']))].flatMap(([key, value]) => {
    const label = textOf(key, NAME_LENGTH)
    return label && isValue(value) ? [[label, value] as const] : []
  })
  const { kept, misfits } = fitProperties(Object.fromEntries(properties.slice(-MOST_PROPERTIES)), types)
  const card: TrailCard = { type: 'event', app: app.name, name, properties: kept }
  if (JSON.stringify(card).length > MOST_CARD) return { id, why: 'properties: are too much' }
  return {
    event: {
      companyId: app.companyId,
      app: app.id,
      key: hashOf('qidian', ids.qid ?? '', id),
      ids,
      card,
      at: atOf(told['at'], now)
    },
    misfits: misfits.map(property => ({ app: app.id, event: name, property }))
  }
}

const OWN = ['id', 'name', 'at', 'properties', 'ids']

const record = (given: unknown): Record<string, unknown> =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
    ? (given as Record<string, unknown>)
    : {}

const isWord = (value: unknown) =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value))
const isValue = (value: unknown): value is TrailValue =>
  isWord(value) || (Array.isArray(value) && value.every(isWord))

const SPELLINGS = {
  openid: 'openid',
  unionid: 'unionid',
  qid: 'qid',
  userID: 'user_id',
  partnerid: 'user_id',
  bussid: 'buss_id',
  aliUserId: 'ali_user_id'
} as const

function idsIn(given: unknown): Ids {
  const told = record(given)
  return Object.fromEntries(
    Object.entries(SPELLINGS).flatMap(([name, kind]) => {
      const value = textOf(told[name], ID_LENGTH)
      return value === undefined ? [] : [[kind, value]]
    })
  ) as Ids
}

/** The device's clock, where that can be. */
const atOf = (given: unknown, now: number): number =>
  typeof given === 'number' && given > now - LATE_MS && given < now + SOON_MS ? Math.trunc(given) : now

async function readJson(c: Http): Promise<Record<string, unknown>> {
  const { bytes, isWhole } = await readUpTo(c, MOST_BYTES)
  if (!isWhole) throw new Refused('tooLarge', `the body has more than ${MOST_BYTES} bytes`)
  try {
    return record(JSON.parse(bytes.toString('utf8')))
  } catch {
    throw new Refused('wrong', 'the body has to be JSON')
  }
}
