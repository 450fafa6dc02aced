import type { Transport } from '#client/transport'
import { decodeServerFrame } from '#protocol/codec'
import type { Session, Peer } from '#server/socket/session'
import type { Random } from './random.ts'

/** One connection between a client and the server, both directions queued and flushed by hand. */
export type Wire = {
  readonly open: boolean
  /** Everything that the client and the server have sent, as on the wire. */
  readonly sent: { up: string[]; down: string[] }
  flushUp(count?: number): void
  flushDown(count?: number): void
  queued(): number
  /** Breaks it; what is queued is lost. */
  cut(): void
  /** Frames that are not bound to an order may overtake or come twice, as from another server process. */
  disturb(random: Random): void
}

export type WireSwitch = {
  transport: Transport
  readonly wires: Wire[]
  /** The connection that was opened last. */
  current(): Wire | undefined
  /** Refuses new connections while true. */
  down: boolean
}

/** Pages take the server's word for its frames, so here every one is held to its schema; not caught by anybody, it fails the run. */
function holdToSchema(text: string) {
  const decoded = decodeServerFrame(text)
  if (decoded.ok) return
  queueMicrotask(() => {
    throw new Error(`the server sent what is no frame: ${decoded.problem}: ${text.slice(0, 500)}`)
  })
}

/** A transport whose connections a test holds in its hands. */
export function createWireSwitch(
  accept: (peer: Peer) => Session,
  swallows: (text: string) => boolean = () => false
): WireSwitch {
  const wires: Wire[] = []
  const self: WireSwitch = { transport, wires, current: () => wires.at(-1), down: false }

  function transport(on: Parameters<Transport>[0]) {
    let up: string[] = []
    let down: string[] = []
    let open = true
    const sent = { up: [] as string[], down: [] as string[] }
    const session = accept({
      send: text => {
        if (!open) return
        holdToSchema(text)
        sent.down.push(text)
        down.push(text)
      },
      close: code => {
        // What was sent before the close still arrives
        queueMicrotask(() => {
          const rest = down
          down = []
          for (const text of rest) if (open) on.message(text)
          end(code)
        })
      }
    })

    function end(code = 0) {
      if (!open) return
      open = false
      up = []
      down = []
      session.ended()
      on.closed(code, '')
    }

    const wire: Wire = {
      get open() {
        return open
      },
      sent,
      flushUp(count = Infinity) {
        for (let left = Math.min(count, up.length); left > 0; left--) if (open) session.receive(up.shift()!)
      },
      flushDown(count = Infinity) {
        for (let left = Math.min(count, down.length); left > 0; left--) if (open) on.message(down.shift()!)
      },
      queued: () => (open ? up.length + down.length : 0),
      cut: () => end(),
      disturb(random) {
        const loose = down.flatMap((text, i) =>
          /^\{"type":"(entry|receipt|typing|desk)"/.test(text) ? [i] : []
        )
        if (loose.length === 0) return
        const at = random.pick(loose)
        if (random.chance(0.5)) down.splice(at, 0, down[at]!)
        else if (loose.length > 1) {
          const other = random.pick(loose)
          ;[down[at], down[other]] = [down[other]!, down[at]!]
        }
      }
    }
    wires.push(wire)
    if (self.down) queueMicrotask(() => end())
    else queueMicrotask(() => open && on.open())
    return {
      send: (text: string) => {
        if (!open || swallows(text)) return
        sent.up.push(text)
        up.push(text)
      },
      close: () => {
        if (!open) return
        open = false
        session.ended()
      }
    }
  }
  return self
}
