import { createServer, type AddressInfo } from 'node:net'
import WebSocket from 'ws'

/** The debugging protocol of a running Node.js process. */
export type Inspector = {
  call<T = unknown>(method: string, params?: object): Promise<T>
  on(method: string, hear: (params: never) => void): void
  close(): void
}

/** NODE_OPTIONS for the process, and how to connect to it once it runs. */
export async function prepareInspector(): Promise<{
  env: { NODE_OPTIONS: string }
  connect(): Promise<Inspector>
}> {
  const port = await freePort()
  return {
    env: { NODE_OPTIONS: `--inspect=127.0.0.1:${port} --inspect-publish-uid=http` },
    async connect() {
      const response = await fetch(`http://127.0.0.1:${port}/json/list`)
      const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[]
      return await connect(target!.webSocketDebuggerUrl)
    }
  }
}

/** The value of an expression in the process; it has to be JSON. */
export async function evaluate<T = unknown>(inspector: Inspector, expression: string): Promise<T> {
  const { result } = await inspector.call<{ result: { value: T } }>('Runtime.evaluate', {
    expression,
    returnByValue: true
  })
  return result.value
}

async function connect(url: string): Promise<Inspector> {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 0 })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const listeners = new Map<string, (params: never) => void>()
  let count = 0
  socket.on('message', data => {
    const { id, method, params, result, error } = JSON.parse(String(data)) as {
      id?: number
      method?: string
      params?: never
      result?: unknown
      error?: { message: string }
    }
    if (method) listeners.get(method)?.(params!)
    const call = id === undefined ? undefined : waiting.get(id)
    if (!call) return
    waiting.delete(id!)
    if (error) call.reject(new Error(error.message))
    else call.resolve(result)
  })
  return {
    call: <T>(method: string, params = {}) =>
      new Promise<T>((resolve, reject) => {
        const id = ++count
        waiting.set(id, { resolve: value => resolve(value as T), reject })
        socket.send(JSON.stringify({ id, method, params }))
      }),
    on: (method, hear) => void listeners.set(method, hear),
    close: () => socket.close()
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
