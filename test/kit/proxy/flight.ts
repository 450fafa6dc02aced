import type { Socket } from 'node:net'
import type { Random } from '../random.ts'

/** What the network is like at the moment; read anew for each packet. */
export type Weather = {
  oneWayMs: number
  jitterMs: number
  blackhole: boolean
  split: boolean
  random: Random
}

export type FlightOptions = {
  to: Socket
  weather: Weather
  /** How many bytes may still arrive over this connection, either way, before it is cut. */
  allowance: { left: number }
  cut(): void
  onLanded(): void
}

type Content = Buffer | 'end' | 'reset'
type Packet = { arrivesAt: number; content: Content }

/** What is on its way: everything arrives in the order in which it left. */
export type Flight = {
  readonly bytes: number
  add(content: Content, leftAt: number): void
  /** Delivers what is due. Call when the weather has changed. */
  land(): void
  close(): void
}

const LONGEST_SPLIT = 16

export function createFlight(options: FlightOptions): Flight {
  const { to, weather, allowance } = options
  const packets: Packet[] = []
  let bytes = 0
  let lastArrival = 0
  let timer: NodeJS.Timeout | undefined
  let nextPiece: NodeJS.Immediate | undefined

  function land() {
    clearTimeout(timer)
    clearImmediate(nextPiece)
    while (packets.length > 0 && !weather.blackhole && !to.writableNeedDrain) {
      const wait = packets[0]!.arrivesAt - performance.now()
      if (wait > 0) {
        timer = setTimeout(land, wait)
        return
      }
      deliver(packets.shift()!)
      // the receiver reads in between, so that the pieces do not grow together again
      if (weather.split) {
        nextPiece = setImmediate(land)
        return
      }
    }
  }

  function deliver({ content, arrivesAt }: Packet) {
    if (content === 'end') to.end()
    else if (content === 'reset') to.resetAndDestroy()
    else if (weather.split) deliverPiece(content, arrivesAt)
    else write(content)
  }

  function deliverPiece(content: Buffer, arrivesAt: number) {
    const length = 1 + weather.random.int(LONGEST_SPLIT)
    if (content.length > length) packets.unshift({ arrivesAt, content: content.subarray(length) })
    write(content.subarray(0, length))
  }

  function write(content: Buffer) {
    bytes -= content.length
    const allowed = Math.min(content.length, allowance.left)
    allowance.left -= allowed
    to.write(content.subarray(0, allowed))
    if (allowance.left === 0) options.cut()
    else options.onLanded()
  }

  return {
    get bytes() {
      return bytes
    },
    add(content, leftAt) {
      const delay = weather.oneWayMs + weather.random.next() * weather.jitterMs
      lastArrival = Math.max(lastArrival, leftAt + delay)
      packets.push({ arrivesAt: lastArrival, content })
      if (typeof content !== 'string') bytes += content.length
      if (packets.length === 1) land()
    },
    land,
    close() {
      clearTimeout(timer)
      clearImmediate(nextPiece)
      packets.length = 0
    }
  }
}
