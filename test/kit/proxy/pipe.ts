import type { Socket } from 'node:net'
import { createFlight, type Weather } from './flight.ts'
import type { Link, Sender } from './link.ts'

export type PipeOptions = {
  from: Socket
  to: Socket
  link: Link
  weather: Weather
  /** Nothing leaves before: the connection is still being set up. */
  opensAt: number
  /** Shared by both directions. */
  allowance: { left: number }
  cut(): void
}

/** One direction of one connection: first the shared link, then the way to the other side. */
export type Pipe = {
  /** Call when the weather has changed. */
  resume(): void
  close(): void
}

/** The rest stays in the sender's kernel: whoever writes feels that the link is slow. */
const WAITING_LIMIT = 64 * 1024
const FLIGHT_LIMIT = 4 * 1024 * 1024

export function createPipe(options: PipeOptions): Pipe {
  const { from, to, link, weather, opensAt } = options
  const flight = createFlight({ ...options, onLanded: breathe })
  const sender = createSender(weather, (bytes, leftAt) => {
    flight.add(bytes, leftAt)
    breathe()
    endIfDone()
  })
  let end: 'no' | 'waits' | 'sent' = 'no'
  let opening: NodeJS.Timeout | undefined
  let closed = false

  function breathe() {
    const isFull = sender.bytes > WAITING_LIMIT || flight.bytes > FLIGHT_LIMIT
    if (isFull) from.pause()
    else if (from.isPaused()) from.resume()
  }

  function endIfDone() {
    if (end !== 'waits' || sender.bytes > 0) return
    end = 'sent'
    flight.add('end', performance.now())
  }

  function request() {
    clearTimeout(opening)
    const wait = opensAt - performance.now()
    if (wait > 0) opening = setTimeout(request, wait)
    else if (sender.hasMore) link.request(sender)
    else endIfDone()
  }

  from.on('data', (chunk: Buffer) => {
    sender.add(chunk)
    breathe()
    request()
  })
  from.on('end', () => {
    end = 'waits'
    request()
  })
  from.on('error', () => {
    if (!closed) flight.add('reset', performance.now())
  })
  to.on('drain', flight.land)

  return {
    resume() {
      request()
      flight.land()
    },
    close() {
      closed = true
      clearTimeout(opening)
      sender.clear()
      flight.close()
    }
  }
}

type WaitingBytes = Sender & { readonly bytes: number; add(chunk: Buffer): void; clear(): void }

function createSender(weather: Weather, left: Sender['left']): WaitingBytes {
  let chunks: Buffer[] = []
  let bytes = 0

  return {
    left,
    get bytes() {
      return bytes
    },
    get hasMore() {
      return bytes > 0 && !weather.blackhole
    },
    add(chunk) {
      chunks.push(chunk)
      bytes += chunk.length
    },
    take(max) {
      const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
      const taken = all.subarray(0, Math.min(max, all.length))
      chunks = taken.length < all.length ? [all.subarray(taken.length)] : []
      bytes -= taken.length
      return taken
    },
    clear() {
      chunks = []
      bytes = 0
    }
  }
}
