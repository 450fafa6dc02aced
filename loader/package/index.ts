import type { Zc, ZcConfig, ZcEvents, ZcState } from '../zc.js'

// The package entry for bundlers: `import { load } from 'openzc'`. It brings `entrance.js` into the page from the chat's own server and
// gives zc() the shape of an object; nothing of the chat itself is in the bundle.

export type { ZcConfig, ZcEvents, ZcMessage, ZcState } from '../zc.js'

export type LoadOptions = {
  /** Origin of the chat server, `https://chat.example.com`. */
  host: string
  /** The company. */
  sysnum: string
  /** Given before anything is drawn; the same keys as zc("config"). */
  config?: ZcConfig
  /** Of the page's Content Security Policy, for the script element. */
  nonce?: string
}

/** The chat on this page. After `destroy()` every call is ignored. */
export type Chat = {
  /** Merges into the configuration; what can change on the fly changes at once. */
  config(values: ZcConfig): void
  /** Says who the visitor is; keys of the call before that this one leaves out are taken back. */
  identify(values: ZcConfig): void
  /** The visitor has signed out: the browser forgets its visitors. */
  logout(): void
  /** false: nothing is kept on the site or recorded, until it is true. */
  consent(agreed: boolean): void
  /** Opens the window and moves the focus into it. */
  expand(): void
  collapse(): void
  /** Opens or closes the window; resolves with the new state, never before `start()` where `manual` is set. */
  toggle(): Promise<ZcState>
  /** Starts what `manual` has held back; false when the server does not know the sysnum. */
  start(): Promise<boolean>
  /** Resolves when the chat has loaded; brings it in when the page is idle. */
  whenReady(): Promise<void>
  /** Listens until the answer is called. `failed` also tells that the script could not be loaded. */
  on<Event extends keyof ZcEvents>(event: Event, listener: (...values: ZcEvents[Event]) => void): () => void
  /** Takes this instance's listeners away and, with the last instance, the chat out of the page. */
  destroy(): void
}

type Loaded = { key: string; script: HTMLScriptElement; users: number; failed: Set<() => void> }

const SCRIPT_ID = 'zhichiScript'
let loaded: Loaded | undefined

/**
 * Brings the chat into the page. The same company once more shares what is there, so an effect that runs twice (React's
 * StrictMode) draws one entrance; another company takes its place. Throws a TypeError that names what is wrong with the options.
 */
export function load({ host, sysnum, config, nonce }: LoadOptions): Chat {
  if (typeof document === 'undefined')
    throw new TypeError('load() needs a browser: call it in an effect, not while rendering')
  const address = addressOf(host, sysnum)
  const mine = (loaded = loaded?.key === address ? loaded : bringIn(address, nonce))
  const off: (() => void)[] = []
  let isHere = true
  mine.users += 1
  if (config) call('config', config)

  function call(...given: unknown[]) {
    if (isHere) (zc() as (...given: unknown[]) => void)(...given)
  }

  return {
    config: values => call('config', values),
    identify: values => call('identify', values),
    logout: () => call('logout'),
    consent: agreed => call('consent', agreed),
    expand: () => call('expand'),
    collapse: () => call('collapse'),
    toggle: () =>
      new Promise(resolve =>
        call('frame_status', (state: unknown) => typeof state === 'string' && resolve(state as ZcState))
      ),
    start: () =>
      new Promise(resolve =>
        call('frame_manual', ({ code }: { code: string }) => resolve(code === '000000'))
      ),
    whenReady: () => new Promise(resolve => call('frame_ready', () => resolve())),
    on(event, listener) {
      // Of its own, so that two instances may share a listener
      const heard = (...values: ZcEvents[typeof event]) => isHere && listener(...values)
      const stop = () => {
        ;(zc() as (...given: unknown[]) => void)('off', event, heard)
        mine.failed.delete(heard as () => void)
      }
      call('on', event, heard)
      if (event === 'failed') mine.failed.add(heard as () => void)
      off.push(stop)
      return stop
    },
    destroy() {
      if (!isHere) return
      for (const stop of off) stop()
      isHere = false
      mine.users -= 1
      // An effect that runs twice comes back at once
      setTimeout(() => mine.users === 0 && mine === loaded && takeOut(mine))
    }
  }
}

function addressOf(host: string, sysnum: string): string {
  if (!sysnum) throw new TypeError('sysnum: the company is missing')
  try {
    const address = new URL('/chat/frame/v2/entrance.js', host)
    address.searchParams.set('sysnum', sysnum)
    return address.href
  } catch {
    throw new TypeError(`host: ${host} is no address; it looks like https://chat.example.com`)
  }
}

/** The page's own zc(), or one that waits for the script. */
function zc(): Zc {
  window.zc ??= function (...call: unknown[]) {
    ;(window.cbk ??= []).push(call)
  } as Zc
  return window.zc
}

function bringIn(key: string, nonce?: string): Loaded {
  if (loaded) takeOut(loaded)
  const script = document.createElement('script')
  const made: Loaded = { key, script, users: 0, failed: new Set() }
  zc()
  script.id = SCRIPT_ID
  script.async = true
  if (nonce) script.nonce = nonce
  script.addEventListener('error', () => made.failed.forEach(tell => tell()))
  script.src = trusted(key)
  document.head.append(script)
  return made
}

function takeOut(one: Loaded) {
  zc()('destroy')
  one.script.remove()
  if (loaded === one) loaded = undefined
}

type Policy = { createScriptURL(address: string): string }

/** Where the page demands Trusted Types: by the policy of the loader, whose name may be taken once. */
function trusted(address: string): string {
  const { trustedTypes } = window as unknown as {
    trustedTypes?: { createPolicy(name: string, rules: Policy): Policy }
  }
  if (!trustedTypes) return address
  const queue = (window.cbk ??= []) as unknown as {
    openzc?: { given: object; orders: unknown[]; puzzles: unknown[]; traces: unknown[]; policy?: Policy }
  }
  // What the loader expects to find there
  const live = (queue.openzc ??= { given: {}, orders: [], puzzles: [], traces: [] })
  live.policy ??= trustedTypes.createPolicy('openzc', { createScriptURL: String })
  return live.policy.createScriptURL(address)
}
