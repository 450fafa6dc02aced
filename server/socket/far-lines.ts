import type { Services } from '#server/services'
import type { Lines, Taken } from './lines.ts'

// PC2 A request may reach any process: what belongs to a line of another one goes there over the bus, and its answer comes back. In any
//     doubt the line has ended: the peer opens another one where it is, with its cursor, and nothing is lost.

type Ask = { from: string; n: number; id: string; frames?: string[]; waitMs?: number }
type Answer = { n: number; taken: Taken }

/** A long wait is asked for in parts, so that the death of the other process is found before its end. */
const PART_MS = 2_000
/** An answer that is not there so long after it was due will not come. */
const LATE_MS = 3_000
const ENDED: Taken = { frames: [], open: false }

/** Lines of this process, and of all others through them. */
export function createFarLines(
  { bus, clock, roster }: Pick<Services, 'bus' | 'clock' | 'roster'>,
  near: Lines
): Lines {
  const name = roster.processId
  const asked = new Map<number, (taken: Taken | undefined) => void>()
  let count = 0

  bus.subscribe(`line ${name}`, text => void answer(JSON.parse(text) as Ask))
  bus.subscribe(`answer ${name}`, text => {
    const { n, taken } = JSON.parse(text) as Answer
    asked.get(n)?.(taken)
  })
  // The answer may have been among what was missed
  bus.onGap(() => asked.forEach(settle => settle(undefined)))

  async function answer({ from, n, id, frames, waitMs }: Ask) {
    const isReceived = frames === undefined || (await near.receive(id, frames))
    const taken = waitMs === undefined ? { frames: [], open: isReceived } : await near.take(id, waitMs)
    bus.publish(`answer ${from}`, JSON.stringify({ n, taken } satisfies Answer))
  }

  /** Undefined when it cannot be reached. */
  function holderOf(id: string): string | undefined {
    const holder = id.slice(0, Math.max(0, id.indexOf('.')))
    return bus.isUp() && roster.knows(holder) ? holder : undefined
  }

  function ask(question: Omit<Ask, 'from' | 'n'>): Promise<Taken> {
    const holder = holderOf(question.id)
    if (!holder) return Promise.resolve(ENDED)
    const n = ++count
    return new Promise(resolve => {
      const settle = (taken: Taken | undefined) => {
        clock.clearTimeout(timer)
        asked.delete(n)
        resolve(taken ?? ENDED)
      }
      const timer = clock.setTimeout(() => settle(undefined), (question.waitMs ?? 0) + LATE_MS)
      asked.set(n, settle)
      bus.publish(`line ${holder}`, JSON.stringify({ from: name, n, ...question } satisfies Ask))
    })
  }

  return {
    ...near,
    async receive(id, frames) {
      if (near.has(id)) return await near.receive(id, frames)
      // Whether it is still there `take` will see
      if (frames.length === 0) return holderOf(id) !== undefined
      return (await ask({ id, frames })).open
    },
    async take(id, waitMs) {
      if (near.has(id)) return await near.take(id, waitMs)
      for (let left = waitMs; ; left -= PART_MS) {
        const taken = await ask({ id, waitMs: Math.max(0, Math.min(left, PART_MS)) })
        if (!taken.open || taken.frames.length > 0 || left <= PART_MS) return taken
      }
    }
  }
}
