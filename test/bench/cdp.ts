import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import WebSocket from 'ws'
import { findChromium } from '#test/kit/chromium'

/** One target of the browser: a page, or a frame of another site inside it, which is a process of its own. */
export type Target = {
  send<T = unknown>(method: string, params?: object): Promise<T>
}

export type Heard = { method: string; params: never; target: Target }

export type Tab = {
  page: Target
  /** Each event of the page and of all frames in it. */
  onEvent(hear: (event: Heard) => void): void
  /** Called with the page, and with each frame before it runs anything; what it sends is carried out first. */
  prepare(each: (target: Target) => void): Promise<void>
  /** Cookies of all sites in this context. */
  cookies(): Promise<unknown[]>
  close(): Promise<void>
}

export type Chromium = { openTab(): Promise<Tab>; close(): Promise<void> }

type Message = {
  id?: number
  sessionId?: string
  method?: string
  params?: never
  result?: unknown
  error?: { message: string }
}

/** A headless Chromium, spoken to in its own protocol: only so do frames of other sites get throttled from their first byte. */
export async function launchChromium(): Promise<Chromium> {
  const { path, args } = await findChromium()
  const profile = mkdtempSync(join(tmpdir(), 'openzc-chromium-'))
  const child = spawn(
    path,
    [
      ...args,
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--hide-scrollbars',
      '--mute-audio',
      'about:blank'
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] }
  )
  const socket = new WebSocket(await addressOf(child), { perMessageDeflate: false, maxPayload: 0 })
  await once(socket, 'open')
  const wire = createWire(socket)
  return {
    openTab: () => openTab(wire),
    async close() {
      socket.close()
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr!.on('data', (part: Buffer) => {
      text += part.toString()
      const found = /DevTools listening on (\S+)/.exec(text)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', code => reject(new Error(`Chromium ended with ${code}: ${text}`)))
  })
}

function createWire(socket: WebSocket) {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const sessions = new Map<string, (method: string, params: never) => void>()
  let count = 0
  socket.on('message', data => {
    const { id, sessionId, method, params, result, error } = JSON.parse(String(data)) as Message
    if (method && sessionId) sessions.get(sessionId)?.(method, params!)
    const call = id === undefined ? undefined : waiting.get(id)
    if (!call) return
    waiting.delete(id!)
    if (error) call.reject(new Error(error.message))
    else call.resolve(result)
  })
  function send<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const id = ++count
      const stack = new Error(method)
      waiting.set(id, {
        resolve: value => resolve(value as T),
        reject: error => reject(Object.assign(stack, { message: `${method}: ${error.message}` }))
      })
      socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
    })
  }
  return { send, sessions }
}

async function openTab({ send, sessions }: ReturnType<typeof createWire>): Promise<Tab> {
  const { browserContextId } = await send<{ browserContextId: string }>('Target.createBrowserContext')
  const { targetId } = await send<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
    browserContextId,
    width: 1_280,
    height: 800
  })
  const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true
  })
  const hearers: ((event: Heard) => void)[] = []
  let prepareEach: (target: Target) => void = () => {}

  function adopt(session: string): Target {
    const target: Target = { send: (method, params) => send(method, params, session) }
    sessions.set(session, (method, params) => {
      for (const hear of hearers) hear({ method, params, target })
      if (method === 'Target.attachedToTarget') frameCame(params)
    })
    return target
  }

  function frameCame({ sessionId: session }: { sessionId: string }) {
    const target = adopt(session)
    begin(target)
    void target.send('Runtime.runIfWaitingForDebugger').catch(() => {})
  }

  function begin(target: Target) {
    prepareEach(target)
    const attach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }
    void target.send('Target.setAutoAttach', attach).catch(() => {})
  }

  const page = adopt(sessionId)
  return {
    page,
    onEvent: hear => void hearers.push(hear),
    async prepare(each) {
      prepareEach = each
      begin(page)
      await page.send('Page.enable')
    },
    cookies: async () =>
      (await send<{ cookies: unknown[] }>('Storage.getCookies', { browserContextId })).cookies,
    close: () => send('Target.disposeBrowserContext', { browserContextId })
  }
}

/** For commands whose answer nobody waits for, to a target that may be gone. */
export function tell(target: Target, method: string, params?: object) {
  target.send(method, params).catch(() => {})
}
