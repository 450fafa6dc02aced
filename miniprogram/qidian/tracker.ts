import { findHost, type Answer, type Host } from '../host.ts'
import { watch, type Moment } from '../lifecycle.ts'
import { createQueue } from '../queue.ts'
import { createSender, type Verdict } from '../sender.ts'
import { createId, random, timeOf, toBase64, toBytes } from '../text.ts'
import { encrypt } from './aes.ts'

type Fields = { [name: string]: unknown }
type Event = {
  id: string
  name: string
  at: number
  properties: Fields
  ids: Fields
  [sibling: string]: unknown
}

const AUTO = ['appLaunch', 'appShow', 'appHide', 'pageShow', 'pageHide', 'pageShare'] as const
type Auto = (typeof AUTO)[number]

export type QidianOptions = {
  appid: string
  kfuin?: string
  appkey?: string
  apiHost: string
  /** Of the file for WeChat: true unless said. */
  useOpenId?: boolean
  /** Of the file for all platforms: false unless said. */
  useId?: boolean
  apiMethod?: 'post' | 'get'
  encryptMode?: 'default' | 'aes' | 'close'
  autoTrack?: { [K in Auto]?: boolean }
}

const KEY = 'ozc.qd.'
/** 2,000 events wait for the network; beyond them the oldest ten go. */
const PER_BATCH = 10
const MOST_BATCHES = 200
/** As JSON in UTF-8; an address of a GET has to hold it. */
const MOST_BYTES = 8_000
/** Longer addresses are refused on the way: what does not fit goes in a body. */
const MOST_ADDRESS = 6_000
const PATH = '/qidian/v1/events'
const ID_NAMES = ['openid', 'unionid', 'bussid', 'aliUserId', 'partnerid']
const OWN_NAMES = ['id', 'name', 'at', 'properties', 'ids']

// What the answers ask for; whatever is not here is a fault of what was sent
const VERDICTS: { [code: string]: Verdict } = {
  0: 'done',
  1003: 'stop',
  1004: 'stop',
  1005: 'stop',
  1006: 'retry',
  1500: 'retry'
}

const warn = (says: string) => console.warn(`QDTracker: ${says}`)

/** `isWechat`: the file of WeChat's own, which can tell of pages that are shared. */
export function createTracker(isWechat: boolean) {
  const host = findHost()
  let options: QidianOptions | undefined
  let common: Fields = {}
  let siblings: Fields = {}
  let account: Fields = {}
  let scene: unknown
  let page = ''
  let pageSince = 0
  const queue = host && createQueue<Event>(host, `${KEY}q`, { perBatch: PER_BATCH, most: MOST_BATCHES })
  const sender =
    host &&
    queue &&
    createSender<Event>({ host, queue, isReady, send: (events, judge) => send(host, events, judge) })
  const qid = host ? readQid(host) : ''

  function readQid(host: Host): string {
    const known = host.read(`${KEY}qid`)
    if (known) return String(known)
    const made = `${random()}.${random()}.${Date.now().toString(36)}`
    try {
      host.write(`${KEY}qid`, made)
    } catch (_) {
      // Another one at the next start
    }
    return made
  }

  /** The id that has to be known first, where the program said that it will be. */
  const neededId = () => (!isWechat && host!.name === 'my' ? 'aliUserId' : 'openid')

  function isReady(): boolean {
    if (!options || !options.appkey) return false
    const waits = isWechat ? options.useOpenId !== false : options.useId === true
    return !waits || !!siblings[neededId()]
  }

  function send(host: Host, events: Event[], judge: (verdict: Verdict) => void) {
    // What was told before the platform's id was known was told by the same person
    const known: Fields = {}
    for (const name of ['openid', 'aliUserId']) if (siblings[name]) known[name] = siblings[name]
    const named = events.map(event => Object.assign({}, event, { ids: Object.assign({}, known, event.ids) }))
    if (options!.apiMethod === 'get') sendEach(host, named, judge)
    else request(host, named, judge)
  }

  /** An address holds one. */
  function sendEach(host: Host, events: Event[], judge: (verdict: Verdict) => void) {
    request(host, events.slice(0, 1), verdict => {
      const goesOn = verdict === 'done' || verdict === 'drop'
      if (goesOn && events.length > 1) sendEach(host, events.slice(1), judge)
      else judge(verdict)
    })
  }

  function request(host: Host, events: Event[], judge: (verdict: Verdict) => void) {
    const { appid, kfuin, appkey, apiHost, apiMethod, encryptMode: mode = 'default' } = options!
    const report = { appid, kfuin, platform: host.name, events }
    const url = `${apiHost.replace(/\/+$/, '')}${PATH}`
    const done = (answer?: Answer) => judge(verdictOf(answer))
    const d = mode === 'close' ? report : pack(mode, report, appkey!)
    const text = typeof d === 'string' ? d : JSON.stringify(d)
    const address = `${url}?k=${encodeURIComponent(appkey!)}&e=${mode}&d=${encodeURIComponent(text)}`
    if (apiMethod === 'get' && address.length <= MOST_ADDRESS) host.request(address, undefined, done)
    else host.request(url, JSON.stringify({ k: appkey, e: mode, d }), done)
  }

  function track(name: string, params?: Fields) {
    if (!queue || !sender) return warn('this is no mini program that is known here')
    if (typeof name !== 'string' || name.trim() === '') return warn('track: the event needs a name')
    const ids: Fields = { qid }
    const event: Event = {
      id: createId(),
      name,
      at: timeOf(),
      properties: Object.assign({}, common, params),
      ids
    }
    for (const key of Object.keys(siblings))
      if (ID_NAMES.indexOf(key) >= 0) ids[key] = siblings[key]
      else if (OWN_NAMES.indexOf(key) < 0) event[key] = siblings[key]
    Object.assign(ids, account)
    let bytes = 0
    try {
      bytes = toBytes(JSON.stringify(event)).length
    } catch (_) {
      return warn(`${name}: what it says cannot be written as JSON`)
    }
    if (bytes > MOST_BYTES) return warn(`${name}: has more than ${MOST_BYTES} bytes and was not taken`)
    queue.add(event)
    sender.kick()
  }

  function auto(name: Auto, properties: Fields) {
    const wanted = options && (options.autoTrack || {})[name]
    if (options && wanted !== false) track(name, properties)
  }

  const WATCHED: { [K in Moment]?: (self: any, given: any[]) => void } = {
    AppLaunch: (_, [start]) => auto('appLaunch', sourceOf(start)),
    AppShow(_, [start]) {
      auto('appShow', sourceOf(start))
      if (sender) sender.nudge()
    },
    AppHide: () => auto('appHide', { path: page, scene }),
    PageShow(self) {
      const referrer = page
      page = pathOf(self)
      pageSince = Date.now()
      auto('pageShow', { path: page, referrer, scene })
    },
    PageHide: self => auto('pageHide', { path: pathOf(self), scene, duration: Date.now() - pageSince }),
    PageShare(self) {
      if (isWechat) auto('pageShare', { path: pathOf(self), scene })
    }
  }
  watch((moment, self, given) => {
    const tell = WATCHED[moment]
    if (tell) tell(self, given)
  })

  /** Where the program was opened from. */
  function sourceOf(start: any = {}): Fields {
    scene = start.scene
    const from = start.referrerInfo && start.referrerInfo.appId
    return { scene, path: start.path, query: start.query && JSON.stringify(start.query), referrer: from }
  }

  return {
    /** Throws at what would never work. Called again, it adds: the appkey may come later. */
    init(given: QidianOptions) {
      const next = Object.assign({}, options, given) as QidianOptions
      for (const name of ['appid', 'apiHost'] as const)
        if (typeof next[name] !== 'string' || next[name].trim() === '')
          throw new Error(`QDTracker.init: ${name} is missing`)
      oneOf('apiMethod', next.apiMethod, ['post', 'get'])
      oneOf('encryptMode', next.encryptMode, ['default', 'aes', 'close'])
      if (next.encryptMode === 'aes' && next.appkey && !/^[0-9a-f]{32}$/i.test(next.appkey))
        throw new Error('QDTracker.init: appkey has to be 32 hex digits for aes')
      options = next
      if (sender) sender.resume()
    },
    /** For every event from now on. */
    setCommonData(properties?: Fields, beside?: Fields) {
      common = Object.assign({}, common, properties)
      siblings = Object.assign({}, siblings, beside)
      if (sender) sender.kick()
    },
    track,
    getIDs(): { qid: string; openid?: string } {
      return siblings['openid'] ? { qid, openid: String(siblings['openid']) } : { qid }
    },
    setAccountInfo(given: { userID?: string }) {
      account = given && given.userID ? { userID: String(given.userID) } : {}
    }
  }
}

function oneOf(name: string, value: string | undefined, all: string[]) {
  if (value !== undefined && all.indexOf(value) < 0)
    throw new Error(`QDTracker.init: ${name} has to be ${all.join(' or ')}`)
}

const pathOf = (self: any): string => String((self && (self.route || self.__route__)) || '')

function pack(mode: string, report: object, appkey: string): string {
  const bytes = toBytes(JSON.stringify(report))
  if (mode !== 'aes') return toBase64(bytes)
  const key: number[] = []
  for (let i = 0; i < 32; i += 2) key.push(parseInt(appkey.slice(i, i + 2), 16))
  const iv: number[] = []
  while (iv.length < 16) iv.push(Math.floor(Math.random() * 256))
  return toBase64(encrypt(bytes, key, iv))
}

function verdictOf(answer: Answer | undefined): Verdict {
  if (!answer) return 'retry'
  const body = (answer.data || {}) as { [name: string]: any }
  let code: unknown = body['err_code']
  // Platforms write the names of headers as they like
  for (const name of Object.keys(answer.headers))
    if (name.toLowerCase() === 'err_code') code = answer.headers[name]
  // None at all: not our server, but something on the way
  if (code === undefined) return 'retry'
  for (const { id, why } of body['rejected'] || []) warn(`${id} was not taken: ${why}`)
  const verdict = VERDICTS[String(code)] || 'drop'
  if (verdict === 'stop' || verdict === 'drop') warn(`${code}: ${body['err_msg']}`)
  return verdict
}
