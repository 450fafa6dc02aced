// The five platforms, as far as they differ. Each gives one global object; what it is called says which platform it is.

export type HostName = 'wx' | 'my' | 'swan' | 'qq' | 'tt'

export type Answer = { status: number; data: unknown; headers: { [name: string]: unknown } }

export type Host = {
  name: HostName
  /** Undefined where nothing is stored. */
  read(key: string): unknown
  /** Throws when the storage is full. */
  write(key: string, value: string): void
  remove(key: string): void
  /** Calls back once: without an answer when the network is off, or nothing came in time. */
  request(url: string, body: string | undefined, done: (answer?: Answer) => void): void
  /** Without a code when the platform gives none. */
  login(done: (code?: string) => void): void
  /** The network is back. */
  onOnline(back: () => void): void
}

type Call = { [name: string]: unknown }
type Api = { [name: string]: ((...given: any[]) => any) | undefined }

declare const wx: Api | undefined
declare const my: Api | undefined
declare const swan: Api | undefined
declare const qq: Api | undefined
declare const tt: Api | undefined
declare function setTimeout(work: () => void, ms: number): unknown
declare function clearTimeout(timer: unknown): void

const TIMEOUT_MS = 15_000
/** For a platform that forgets to call back. */
const LOST_MS = 30_000

/** The others first: QQ's programs find a `wx`, too. Undefined outside of a mini program. */
export function findHost(): Host | undefined {
  if (typeof tt !== 'undefined') return hostOf('tt', tt)
  if (typeof swan !== 'undefined') return hostOf('swan', swan)
  if (typeof my !== 'undefined') return hostOf('my', my)
  if (typeof qq !== 'undefined') return hostOf('qq', qq)
  if (typeof wx !== 'undefined') return hostOf('wx', wx)
  return undefined
}

function hostOf(name: HostName, api: Api): Host {
  const isAlipay = name === 'my'
  return {
    name,
    read(key) {
      try {
        const found = isAlipay ? api['getStorageSync']!({ key }) : api['getStorageSync']!(key)
        const value = isAlipay && found ? found.data : found
        return value === '' || value === null ? undefined : value
      } catch (_) {
        return undefined
      }
    },
    write(key, value) {
      if (isAlipay) {
        const done = api['setStorageSync']!({ key, data: value })
        if (done && done.error) throw new Error(String(done.errorMessage))
      } else api['setStorageSync']!(key, value)
    },
    remove(key) {
      try {
        if (isAlipay) api['removeStorageSync']!({ key })
        else api['removeStorageSync']!(key)
      } catch (_) {
        // It is overwritten when its place is needed
      }
    },
    request(url, body, callBack) {
      let isDone = false
      const lost = setTimeout(() => done(), LOST_MS)
      function done(answer?: Answer) {
        if (isDone) return
        isDone = true
        clearTimeout(lost)
        callBack(answer)
      }
      const headers = { 'content-type': 'application/json' }
      const call: Call = {
        url,
        method: body === undefined ? 'GET' : 'POST',
        // Alipay has the one name, the others the other
        headers,
        header: headers,
        timeout: TIMEOUT_MS,
        dataType: 'json',
        success: (got: Call) => done(toAnswer(got)),
        // Alipay calls an answer with another status a failure
        fail: (got?: Call) => done(got && Number(got['status']) >= 300 ? toAnswer(got) : undefined)
      }
      if (body !== undefined) call['data'] = body
      try {
        api['request']!(call)
      } catch (_) {
        done()
      }
    },
    login(done) {
      const fail = () => done()
      try {
        if (isAlipay)
          api['getAuthCode']!({
            scopes: 'auth_base',
            success: (got: Call) => done(got['authCode'] as string),
            fail
          })
        else
          (api['getLoginCode'] || api['login'])!({
            success: (got: Call) => done(got['code'] as string),
            fail
          })
      } catch (_) {
        done()
      }
    },
    onOnline(back) {
      if (api['onNetworkStatusChange'])
        api['onNetworkStatusChange']((now: Call) => {
          if (now && now['isConnected']) back()
        })
    }
  }
}

const toAnswer = (got: Call): Answer => ({
  status: Number(got['statusCode'] || got['status']),
  data: typeof got['data'] === 'string' ? parse(got['data']) : got['data'],
  headers: (got['header'] || got['headers'] || {}) as Answer['headers']
})

/** Undefined where it is not JSON. */
export function parse(text: string): any {
  try {
    return JSON.parse(text)
  } catch (_) {
    return undefined
  }
}
