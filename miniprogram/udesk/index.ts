import { findHost, type Answer, type Host } from '../host.ts'
import { watch, type Moment } from '../lifecycle.ts'
import { createQueue } from '../queue.ts'
import { createSender, type Verdict } from '../sender.ts'
import { asModule, createId, timeOf } from '../text.ts'
import { check } from './check.ts'
import { sha1 } from './sha1.ts'

type Trace = { id: string; type: 'product' | 'order'; at: number; data: object }

type Handler = (this: unknown, ...given: any[]) => void
export type UdeskOptions = {
  appId: string
  companyToken: string
  companyDomain: string
  /** Of who uses the program, where it is known already: nothing is exchanged then. */
  openid?: string
} & { [K in `on${Exclude<Moment, 'PageShare'>}`]?: Handler }

const KEY = 'ozc.ud.'
const VERSION = '1.0.1'
/** Traces that wait for the network; beyond them the oldest goes. */
const MOST_KEPT = 500
/** How long the answer to “what is switched on” counts. */
const SETTINGS_MS = 600_000

// What the server's codes ask for; whatever is not here is a fault of what was sent
const VERDICTS: { [code: string]: Verdict } = {
  1000: 'done',
  2001: 'stop',
  2002: 'stop',
  2004: 'retry',
  2005: 'retry',
  2006: 'retry',
  2007: 'stop',
  3000: 'retry'
}

const warn = (says: string) => console.warn(`UdeskSdk: ${says}`)

function createSdk() {
  let options: UdeskOptions | undefined
  let settings: { at: number; product: boolean; order: boolean } | undefined
  let clockAhead = 0
  const host = findHost()
  const queue = host && createQueue<Trace>(host, `${KEY}q`, { perBatch: 1, most: MOST_KEPT })
  const sender =
    host &&
    queue &&
    createSender<Trace>({
      host,
      queue,
      isReady: () => options !== undefined,
      send: ([trace], judge) => send(host, trace!, judge)
    })

  const address = (path: string) =>
    `https://${options!.companyDomain.replace(/^https?:\/\//, '').replace(/\/+$/, '')}${path}`

  function send(host: Host, trace: Trace, judge: (verdict: Verdict) => void) {
    withSettings(host, judge, on => {
      if (!on[trace.type]) return judge('drop')
      withOpenid(host, judge, openid => post(host, trace, openid, judge))
    })
  }

  function withSettings(
    host: Host,
    judge: (verdict: Verdict) => void,
    then: (on: NonNullable<typeof settings>) => void
  ) {
    if (settings && Date.now() - settings.at < SETTINGS_MS) return then(settings)
    host.request(address(`/init_data?appid=${encodeURIComponent(options!.appId)}`), undefined, answer => {
      const verdict = verdictOf(answer)
      if (verdict !== 'done') return judge(verdict)
      const { behavior_trace, customer_order } = answer!.data as { [name: string]: unknown }
      settings = { at: Date.now(), product: !!behavior_trace, order: !!customer_order }
      then(settings)
    })
  }

  function withOpenid(host: Host, judge: (verdict: Verdict) => void, then: (openid: string) => void) {
    const known = options!.openid || host.read(`${KEY}openid`)
    if (known) return then(String(known))
    // The server asks WeChat's platform; on the others a name of our own stands for the device
    if (host.name !== 'wx') return then(keep(`d.${createId()}`))
    host.login(code => {
      if (!code) return judge('retry')
      const query = `?jscode=${encodeURIComponent(code)}&appid=${encodeURIComponent(options!.appId)}`
      host.request(address(`/business_api/v1/behavior_traces/get_openid${query}`), undefined, answer => {
        const verdict = verdictOf(answer)
        const openid = verdict === 'done' && (answer!.data as { openid?: string }).openid
        if (openid) then(keep(openid))
        else judge(verdict === 'done' ? 'retry' : verdict)
      })
    })
    function keep(openid: string): string {
      try {
        host.write(`${KEY}openid`, openid)
      } catch (_) {
        // It is asked for again at the next start
      }
      return openid
    }
  }

  function post(
    host: Host,
    { id, type, at, data }: Trace,
    openid: string,
    judge: (verdict: Verdict) => void
  ) {
    const timestamp = Date.now() + clockAhead
    const body: { [name: string]: unknown } = {
      appid: options!.appId,
      sdk_version: VERSION,
      nonce: id,
      timestamp,
      web_token: openid,
      signature: sha1(`nonce=${id}&timestamp=${timestamp}&web_token=${openid}&${options!.companyToken}`),
      // When it happened: what was told without a network comes later
      traced_at: at + clockAhead
    }
    if (type === 'product') body['behavior_trace'] = { type, data }
    else body['order'] = data
    const path = `/business_api/v1/${type === 'product' ? 'behavior_traces' : 'customer_orders'}`
    host.request(address(path), JSON.stringify(body), answer => judge(verdictOf(answer)))
  }

  function verdictOf(answer: Answer | undefined): Verdict {
    const { code, code_message, server_time } = ((answer && answer.data) || {}) as { [name: string]: any }
    // No code at all: not our server, but something on the way
    if (code === undefined) return 'retry'
    if (code === 2004 && server_time) clockAhead = server_time - Date.now()
    const verdict = VERDICTS[code] || 'drop'
    if (verdict === 'stop' || verdict === 'drop') warn(`${code}: ${code_message}`)
    return verdict
  }

  watch((moment, self, given) => {
    if (moment === 'AppShow' && sender) sender.nudge()
    const own = options && moment !== 'PageShare' && options[`on${moment}` as 'onPageShow']
    if (own) own.apply(self, given)
  })

  return {
    /** Throws when something is missing: without it nothing would ever arrive. */
    init(given: UdeskOptions) {
      for (const name of ['appId', 'companyToken', 'companyDomain'] as const)
        if (!given || typeof given[name] !== 'string' || given[name].trim() === '')
          throw new Error(`UdeskSdk.init: ${name} is missing`)
      options = given
      settings = undefined
      if (sender) sender.resume()
    },
    /** Before or after `init`. */
    trace(type: 'product' | 'order', data: object) {
      if (!queue || !sender) return warn('this is no mini program that is known here')
      const checked = check(type, data, warn)
      if (!checked) return
      queue.add({ id: createId(), type, at: timeOf(), data: checked })
      sender.kick()
    }
  }
}

export default asModule(createSdk())
