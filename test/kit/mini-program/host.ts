import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'

// A mini program as its platform runs it: one of five global objects with the calls that our files use, `App` and `Page`, timers, a storage that
// outlives the program, and files that are read by `require`. Names and shapes are those of the platforms' published typings.

export type Platform = 'wx' | 'my' | 'swan' | 'qq' | 'tt'

type Handlers = Record<string, (...given: any[]) => any>

export type Sent = { url: string; method: string; body: string | undefined }
export type Replied = { status: number; text: string; headers: Record<string, string> }

/** What lies on the phone. */
export type Phone = { storage: Map<string, unknown>; isOnline: boolean; isFull: boolean }
export const createPhone = (): Phone => ({ storage: new Map(), isOnline: true, isFull: false })

/** Each is good once. */
let lastCode = 0

export type MiniProgramOptions = {
  platform: Platform
  phone?: Phone
  /** Stands for the network; rejects where there is none. */
  answer(sent: Sent): Promise<Replied>
  /** Beside what every program of the platform finds: for a `wx` in QQ. */
  more?: Record<string, unknown>
  now?(): number
}

/** Starts a program on a phone; what it has left there an earlier one has put there. */
export function createMiniProgram({
  platform,
  phone = createPhone(),
  answer,
  more = {},
  now
}: MiniProgramOptions) {
  const said: string[] = []
  const sent: Sent[] = []
  const pages: Handlers[] = []
  const network: ((now: { isConnected: boolean; networkType: string }) => void)[] = []
  let app: Handlers = {}
  let underWay = 0
  const timers = new Map<number, { work(): void; ms: number }>()
  let lastTimer = 0

  function request(given: any) {
    const one: Sent = { url: given.url, method: given.method ?? 'GET', body: given.data }
    sent.push(one)
    underWay++
    void (phone.isOnline ? answer(one) : Promise.reject(new Error('offline')))
      .then(
        ({ status, text, headers }) => {
          let data: unknown = text
          try {
            data = JSON.parse(text)
          } catch {
            // Stays text, as on the platforms
          }
          if (platform === 'my') {
            if (status >= 300) given.fail?.({ error: 19, errorMessage: 'http status error', status })
            else given.success?.({ status, data, headers })
          } else given.success?.({ statusCode: status, data, header: headers, errMsg: 'request:ok' })
        },
        () =>
          given.fail?.(
            platform === 'my' ? { error: 12, errorMessage: 'network' } : { errMsg: 'request:fail' }
          )
      )
      .catch((error: unknown) => said.push(`thrown: ${String(error)}`))
      .finally(() => {
        underWay--
        given.complete?.()
      })
    return { abort() {} }
  }

  const code = () => `code-${++lastCode}`
  const storage =
    platform === 'my'
      ? {
          getStorageSync: ({ key }: { key: string }) => ({ data: phone.storage.get(key) ?? null }),
          setStorageSync({ key, data }: { key: string; data: unknown }) {
            if (phone.isFull) return { error: 2, errorMessage: 'exceed storage max size' }
            phone.storage.set(key, data)
            return {}
          },
          removeStorageSync: ({ key }: { key: string }) => void phone.storage.delete(key)
        }
      : {
          getStorageSync: (key: string) => phone.storage.get(key) ?? '',
          setStorageSync(key: string, data: unknown) {
            if (phone.isFull) throw new Error('setStorageSync:fail exceed storage max size')
            phone.storage.set(key, data)
          },
          removeStorageSync: (key: string) => void phone.storage.delete(key)
        }
  const signIn =
    platform === 'my'
      ? { getAuthCode: ({ success }: any) => success({ authCode: code() }) }
      : platform === 'swan'
        ? { getLoginCode: ({ success }: any) => success({ code: code() }) }
        : { login: ({ success }: any) => success({ code: code(), errMsg: 'login:ok' }) }
  const api = {
    ...storage,
    ...signIn,
    request,
    onNetworkStatusChange: (heard: (typeof network)[number]) => void network.push(heard)
  }

  class FakeDate extends Date {
    constructor(...given: any[]) {
      if (given.length === 0 && now) super(now())
      else super(...(given as [number]))
    }
    static override now = () => (now ? now() : Date.now())
  }

  const context = createContext({
    [platform]: api,
    ...(more as object),
    App: (options: Handlers) => void (app = options),
    Page: (options: Handlers) => void pages.push(options),
    console: {
      warn: (...words: unknown[]) => said.push(words.join(' ')),
      error: (...words: unknown[]) => said.push(`error ${words.join(' ')}`),
      log: () => {}
    },
    setTimeout(work: () => void, ms: number) {
      timers.set(++lastTimer, { work, ms })
      return lastTimer
    },
    clearTimeout: (timer: number) => void timers.delete(timer)
  })
  // The realm's own, but for the time
  Object.assign(context, { Date: FakeDate })

  /** As the platforms' module loader reads a file. */
  function require(path: string): any {
    const wrapped = `(function (require, module, exports) { ${readFileSync(path, 'utf8')}\n})`
    const module = { exports: {} }
    runInContext(wrapped, context, { filename: path })(require, module, module.exports)
    return module.exports
  }

  const program = {
    phone,
    sent,
    said,
    /** Code of the program itself, with what it has imported. */
    run: (text: string, names: Record<string, unknown> = {}) =>
      runInContext(
        `(function (${Object.keys(names).join(', ')}) { 'use strict'; ${text} })`,
        context
      )(...Object.values(names)),
    require,
    /** `import X from …` as the platforms' compilers write it. */
    import(path: string): any {
      const module = require(path)
      return module && module.__esModule ? module.default : module
    },
    app: () => app,
    pages,
    /** What a page of the program does when the platform calls it, on an instance of its own. */
    call: (page: Handlers, name: string, ...given: unknown[]) => page[name]?.call(page, ...given),
    /** Until no request is under way, without letting any pause end. */
    async settle() {
      for (let quiet = 0; quiet < 3; quiet = underWay === 0 ? quiet + 1 : 0)
        await new Promise(resolve => setTimeout(resolve, 2))
    },
    /** The pauses that wait now end; the platform's own watch over requests does not. */
    async endPauses() {
      for (const [timer, { work, ms }] of Array.from(timers))
        if (ms !== 30_000) {
          timers.delete(timer)
          work()
        }
      await program.settle()
    },
    pauses: () => [...timers.values()].map(({ ms }) => ms).filter(ms => ms !== 30_000),
    async goOnline() {
      phone.isOnline = true
      for (const heard of network) heard({ isConnected: true, networkType: 'wifi' })
      await program.settle()
    }
  }
  return program
}

export type MiniProgram = ReturnType<typeof createMiniProgram>
