import WebSocket from 'ws'
import type { ClientFrame } from '#protocol/client-frame'
import type { ServerFrame, ServerFrameOf } from '#protocol/server-frame'

/** A socket without an engine behind it: says exactly what the test says, and keeps what it hears. */
export type RawPeer = {
  readonly heard: readonly ServerFrame[]
  readonly socket: WebSocket
  say(...frames: (ClientFrame | string)[]): void
  /** The first frame of this type that no earlier `next` took; rejects when none comes for ten seconds. */
  next<T extends ServerFrame['type']>(type: T): Promise<ServerFrameOf<T>>
  closed: Promise<number>
  close(): void
}

const WITHIN_MS = 10_000

export async function openRawPeer(url: string, headers: Record<string, string> = {}): Promise<RawPeer> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers })
  const heard: ServerFrame[] = []
  const taken = new Set<ServerFrame>()
  const waiting = new Set<() => void>()
  const changed = () => waiting.forEach(wake => wake())
  let isOpen = true
  const closed = new Promise<number>(resolve =>
    socket.on('close', code => {
      isOpen = false
      resolve(code)
      changed()
    })
  )
  socket.on('message', data => {
    heard.push(JSON.parse(String(data)) as ServerFrame)
    changed()
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('error', () => {})

  async function next<T extends ServerFrame['type']>(type: T): Promise<ServerFrameOf<T>> {
    for (;;) {
      const found = heard.find(frame => frame.type === type && !taken.has(frame))
      if (found) {
        taken.add(found)
        return found as ServerFrameOf<T>
      }
      if (!isOpen) throw new Error(`closed before ${type} came; heard ${JSON.stringify(heard.slice(-3))}`)
      await news(type)
    }
  }

  function news(type: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(wake)
        reject(new Error(`no ${type} came; heard ${JSON.stringify(heard.slice(-3)).slice(0, 500)}`))
      }, WITHIN_MS)
      function wake() {
        clearTimeout(timer)
        waiting.delete(wake)
        resolve()
      }
      waiting.add(wake)
    })
  }

  return {
    heard,
    socket,
    say(...frames) {
      for (const frame of frames) socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
    },
    next,
    closed,
    close: () => socket.terminate()
  }
}
