import type { Op, Outcome } from './commit.ts'
import { closeGate } from './gate.ts'

/** Stores intents; resolves when they are committed and synced, or refused. Never rejects. */
export type Writer = {
  submit(op: Op): Promise<Outcome>
  /** Has `work` commit something of its own in its turn: nothing else is stored meanwhile. Rejects as `work` does. */
  enlist(work: () => Promise<Done[]>): Promise<void>
  /** Resolves when nothing submitted is left. */
  drain(): Promise<void>
}

/** What was carried out, and what became of it. */
export type Done = { op: Op; outcome: Outcome }

type Waiting = { op: Op; settle(outcome: Outcome): void }

export type WriterOptions = {
  commit(ops: Op[]): Promise<Outcome[]>
  /** Called in the order of the commits, before `submit` resolves. */
  onCommitted(op: Op, outcome: Outcome): void
  onError(error: unknown): void
  /** Whether the error speaks of one intent's data (then the others are tried without it) or of the database. */
  isDataError(error: unknown): boolean
  /** How long a batch waits for company while messages come one after the other; 0 = not at all. */
  gatherMs?: number
}

const MOST_PER_BATCH = 1_000
const BUSY_MS = 2
const GATHER_MS = 1

/**
 * Group commit: what arrives in one turn of the event loop, or while the disk is busy, shares a transaction.
 * Intents are carried out in the order in which they were submitted.
 */
export function createWriter({
  commit,
  onCommitted,
  onError,
  isDataError,
  gatherMs = GATHER_MS
}: WriterOptions): Writer {
  let waiting: Waiting[] = []
  const enlisted: (() => Promise<void>)[] = []
  let running: Promise<void> | undefined
  let committedAt = -Infinity

  async function run() {
    // Two messages cost almost what one costs: under load the next batch waits a moment for company
    if (gatherMs > 0 && performance.now() - committedAt < BUSY_MS)
      await new Promise(resolve => setTimeout(resolve, gatherMs))
    // One turn of the loop: every socket that is readable now gets into this batch
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.length > 0 || enlisted.length > 0) {
      const batch = waiting.splice(0, MOST_PER_BATCH)
      if (batch.length > 0) await carryOut(batch)
      await enlisted.shift()?.()
    }
    committedAt = performance.now()
    running = undefined
  }

  async function carryOut(batch: Waiting[]) {
    let outcomes: Outcome[]
    try {
      outcomes = await commit(batch.map(({ op }) => op))
    } catch (error) {
      onError(error)
      if (!isDataError(error))
        return refuse(batch, { ok: false, code: 'unavailable', why: 'it could not be stored now' })
      if (batch.length > 1) return await isolate(batch)
      return refuse(batch, { ok: false, code: 'bad-request', why: 'the database does not take this data' })
    }
    batch.forEach(({ op, settle }, i) => {
      const outcome = outcomes[i]!
      onCommitted(op, outcome)
      settle(outcome)
    })
  }

  /** One bad intent must not refuse its neighbours: halves until it stands alone. */
  async function isolate(batch: Waiting[]) {
    if (batch.length === 1)
      return batch[0]!.settle({ ok: false, code: 'unavailable', why: 'it could not be stored now' })
    const half = Math.ceil(batch.length / 2)
    await carryOut(batch.slice(0, half))
    await carryOut(batch.slice(half))
  }

  function refuse(batch: Waiting[], outcome: Extract<Outcome, { ok: false }>) {
    for (const { op, settle } of batch) {
      closeGate(op)
      settle(outcome)
    }
  }

  return {
    submit(op) {
      return new Promise(settle => {
        waiting.push({ op, settle })
        running ??= run()
      })
    },
    async enlist(work) {
      await new Promise<void>((resolve, reject) => {
        enlisted.push(async () => {
          try {
            for (const { op, outcome } of await work()) onCommitted(op, outcome)
            resolve()
          } catch (error) {
            reject(error)
          }
        })
        running ??= run()
      })
    },
    async drain() {
      for (let run = running; run; run = running) await run
    }
  }
}
