import { createSecret } from '#server/secrets'
import type { Services } from '#server/services'
import type { SignedIn } from '#server/store/agents'
import { createSession, type Session } from './session.ts'

/** A line without a reader for so long is ended; the peer comes back with hello and its cursor. */
const LINGER_MS = 30_000
const MOST_QUEUED = 2_000

type Line = {
  session: Session
  queue: string[]
  closed: boolean
  readAt: number
  wake: (() => void) | undefined
}

export type Taken = { frames: string[]; open: boolean }

/** Sessions whose frames travel in plain HTTP requests, for networks that let no WebSocket through. */
export type Lines = {
  open(agent?: SignedIn): string
  has(id: string): boolean
  /** False when there is no such line: the peer has to start again. */
  receive(id: string, frames: string[]): Promise<boolean>
  /** Frames for the peer, as soon as there are any; `open` is false when no more will come. */
  take(id: string, waitMs: number): Promise<Taken>
  end(id: string): void
  sweep(): void
  endAll(): void
}

export function createLines(services: Services): Lines {
  const lines = new Map<string, Line>()
  const { clock } = services

  function end(id: string) {
    const line = lines.get(id)
    if (!line || !lines.delete(id)) return
    line.closed = true
    line.session.ended()
    line.wake?.()
  }

  return {
    open(agent) {
      // Whoever gets a request of it has to find this process; whom nobody knows is not looked for
      const id = `${services.roster.processId}.${createSecret()}`
      const send = (text: string) => {
        const line = lines.get(id)
        if (!line) return
        line.queue.push(text)
        line.wake?.()
        if (line.queue.length > MOST_QUEUED) end(id)
      }
      const close = () => {
        const line = lines.get(id)
        if (line) line.closed = true
        line?.wake?.()
      }
      const session = createSession(services, { send, close }, agent)
      lines.set(id, { session, queue: [], closed: false, readAt: clock.now(), wake: undefined })
      return id
    },
    has: id => lines.has(id),
    async receive(id, frames) {
      const line = lines.get(id)
      if (!line || line.closed) return false
      for (const frame of frames) line.session.receive(frame)
      return true
    },
    async take(id, waitMs) {
      const line = lines.get(id)
      if (!line) return { frames: [], open: false }
      line.readAt = clock.now() + waitMs
      if (line.queue.length === 0 && !line.closed) await newsOrTimeout(line, waitMs)
      line.readAt = clock.now()
      const open = !line.closed
      if (!open) end(id)
      return { frames: line.queue.splice(0), open }
    },
    end,
    sweep() {
      for (const [id, line] of lines) if (clock.now() - line.readAt > LINGER_MS) end(id)
    },
    endAll() {
      for (const id of lines.keys()) end(id)
    }
  }

  function newsOrTimeout(line: Line, waitMs: number): Promise<void> {
    return new Promise(resolve => {
      const timer = clock.setTimeout(done, waitMs)
      line.wake = done
      function done() {
        clock.clearTimeout(timer)
        line.wake = undefined
        resolve()
      }
    })
  }
}
