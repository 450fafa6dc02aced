import { CLOSE, type ErrorCode } from '#protocol/errors'
import { FINAL, Refusal } from '#protocol/refusal'
import { LIMITS } from '#protocol/limits'
import { readServerFrame } from '#protocol/read-frame'
import type { ClientFrame } from '#protocol/client-frame'
import type { ServerFrame } from '#protocol/server-frame'
import type { Clock } from './clock.ts'
import type { Transport } from './transport.ts'

// CN1 One attempt at a time; events of an attempt that was given up are ignored.
// CN2 Waiting between attempts grows and is fully random below its bound, so that clients of a restarted server spread out.
// CN3 A link that is silent is asked with `ping`; without an answer it is dead, whatever the socket says.
// CN4 A transport that does not open gives way to the next; the one that served is tried first the next time.
// CN5 A fatal refusal, of the link or of the token, ends it: no further attempts.

export type Status = 'connecting' | 'online' | 'offline' | 'refused'

export type Connection = {
  status(): Status
  /** Which of the transports is in use, or tried. */
  via(): number
  start(): void
  /** False when it is not online: nothing is kept here. */
  send(frame: ClientFrame): boolean
  /** Try at once: the network is back, or the page is seen again. */
  wake(): void
  stop(): void
}

export type ConnectionOptions = {
  transports: Transport[]
  clock: Clock
  random(): number
  /** Made anew for each attempt: holds the position. Rejects when no token can be had now. */
  hello(): Promise<ClientFrame>
  /** The token was refused: the next hello needs another one. */
  onUnauthorized(): void
  onFrame(frame: ServerFrame): void
  onStatus(status: Status, refusal?: ErrorCode): void
}

const FIRST_WAIT_MS = 400
const LONGEST_WAIT_MS = 15_000
const OPEN_WITHIN_MS = 8_000

export function createConnection(options: ConnectionOptions): Connection {
  const { transports, clock, random } = options
  let status: Status = 'offline'
  let attempt: { close(): void; send(text: string): void } | undefined
  let timer: unknown
  let watch: unknown
  let failures = 0
  let rung = 0
  let stopped = true

  function setStatus(next: Status, refusal?: ErrorCode) {
    if (status === next) return
    status = next
    options.onStatus(next, refusal)
  }

  function connect() {
    timer = undefined
    if (stopped || attempt) return
    setStatus('connecting')
    // Both on their way at once: the link opens while the token is fetched
    const hello = options.hello()
    hello.catch(() => {})
    let current = true
    let opened = false
    const line = transports[rung]!({
      open() {
        opened = true
        hello.then(
          frame => current && line.send(JSON.stringify(frame)),
          error => current && (isFatal(error) ? lost(CLOSE.fatal, error.code) : lost(0, ''))
        )
      },
      message(text) {
        if (!current) return
        listen()
        receive(text)
      },
      closed(code, reason) {
        if (!current) return
        if (!opened) rung = (rung + 1) % transports.length
        lost(code, reason)
      }
    })
    attempt = {
      send: line.send,
      close() {
        current = false
        line.close()
      }
    }
    watchFor(OPEN_WITHIN_MS, () => {
      if (!opened) rung = (rung + 1) % transports.length
      lost(0, '')
    })
  }

  const isFatal = (error: unknown): error is Refusal => error instanceof Refusal && FINAL.includes(error.code)

  function receive(text: string) {
    const frame = readServerFrame(text)
    if (!frame) return
    if (frame.type === 'welcome') {
      failures = 0
      setStatus('online')
    }
    options.onFrame(frame)
  }

  function lost(code: number, reason: string) {
    attempt?.close()
    attempt = undefined
    stopWatch()
    if (stopped) return
    if (code === CLOSE.unauthorized) options.onUnauthorized()
    if (code === CLOSE.fatal) {
      stopped = true
      return setStatus('refused', (reason || 'internal') as ErrorCode)
    }
    setStatus('offline')
    const bound = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10))
    failures += 1
    timer ??= clock.setTimeout(connect, random() * bound)
  }

  function watchFor(ms: number, then: () => void) {
    stopWatch()
    watch = clock.setTimeout(then, ms)
  }

  function stopWatch() {
    clock.clearTimeout(watch)
    watch = undefined
  }

  /** Starts the wait anew: first for silence, then for the answer to a ping. */
  function listen() {
    watchFor(LIMITS.pingAfterMs, () => {
      attempt?.send(JSON.stringify({ type: 'ping' }))
      watchFor(LIMITS.pongWithinMs, () => lost(0, 'silent'))
    })
  }

  return {
    status: () => status,
    via: () => rung,
    start() {
      if (!stopped) return
      stopped = false
      connect()
    },
    send(frame) {
      if (status !== 'online' || !attempt) return false
      attempt.send(JSON.stringify(frame))
      return true
    },
    wake() {
      if (stopped) return
      failures = 0
      if (status === 'online') {
        attempt?.send(JSON.stringify({ type: 'ping' }))
        return watchFor(LIMITS.pongWithinMs, () => lost(0, 'silent'))
      }
      if (attempt) return
      clock.clearTimeout(timer)
      connect()
    },
    stop() {
      stopped = true
      clock.clearTimeout(timer)
      timer = undefined
      stopWatch()
      attempt?.close()
      attempt = undefined
      setStatus('offline')
    }
  }
}
