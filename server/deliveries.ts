import type { Clock } from './clock.ts'
import type { Report } from './report.ts'
import type { Database } from './store/db.ts'
import {
  claimDue,
  enqueue,
  forgetDelivery,
  nextDue,
  settle,
  type Delivery,
  type NewDelivery
} from './store/deliveries.ts'

// What is to reach somebody outside is stored first and sent then, again and again with growing pauses, by whichever process comes to
// it; so it may arrive twice after a crash, and its id is in it.

/** Throws when it has not arrived; `Refused` when it never will. */
export type Send = (delivery: Delivery) => Promise<void>

export class Refused extends Error {}

export type Deliveries = {
  /** Stored when it resolves. */
  add(given: NewDelivery): Promise<void>
  /** Sends what is due now, and resolves when all of it was tried. */
  run(): Promise<void>
  start(): () => Promise<void>
}

const AT_ONCE = 10
const LOOK_MS = 15_000
/** After each failed try; then it is given up. A day and a half in all. */
const PAUSES_MS = [
  10_000, 60_000, 300_000, 900_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000, 43_200_000
]

/** Of news of the moment nothing is kept once they have arrived, or come too late. */
const PASSING: ReadonlySet<Delivery['kind']> = new Set(['push'] as const)

export type DeliveriesOptions = {
  database: Database
  clock: Clock
  report: Report
  senders: Record<Delivery['kind'], Send>
}

export function createDeliveries({ database, clock, report, senders }: DeliveriesOptions): Deliveries {
  let running: Promise<void> | undefined
  let mustRunAgain = false
  let timer: unknown
  let isStarted = false

  async function tryOne(delivery: Delivery) {
    const failed = await senders[delivery.kind](delivery).then(
      () => undefined,
      (error: unknown) => error
    )
    const now = clock.now()
    if (failed === undefined && PASSING.has(delivery.kind)) return await forgetDelivery(database, delivery.id)
    if (failed === undefined)
      return await settle(database, delivery.id, { state: 'done', problem: null, nextAt: now }, now)
    const problem = failed instanceof Error ? failed.message : String(failed)
    report('delivery-failed', { kind: delivery.kind, tries: delivery.tries, error: problem })
    const pause = failed instanceof Refused ? undefined : PAUSES_MS[delivery.tries - 1]
    if (pause === undefined && PASSING.has(delivery.kind)) return await forgetDelivery(database, delivery.id)
    await settle(
      database,
      delivery.id,
      pause === undefined
        ? { state: 'failed', problem, nextAt: now }
        : { state: 'waiting', problem, nextAt: now + pause },
      now
    )
  }

  async function runAll() {
    do {
      mustRunAgain = false
      for (;;) {
        const due = await claimDue(database, AT_ONCE, clock.now())
        await Promise.all(due.map(tryOne))
        if (due.length < AT_ONCE) break
      }
    } while (mustRunAgain)
  }

  function run(): Promise<void> {
    mustRunAgain = true
    running ??= runAll()
      .catch((error: unknown) => report('delivery-failed', { error: String(error) }))
      .finally(() => {
        running = undefined
        if (isStarted) void plan()
      })
    return running
  }

  async function plan() {
    const due = await nextDue(database).catch(() => undefined)
    if (!isStarted) return
    clock.clearTimeout(timer as never)
    // Another process may add something meanwhile, so never for long
    const wait = Math.min(LOOK_MS, Math.max(0, (due ?? Infinity) - clock.now()))
    timer = clock.setTimeout(() => void run(), wait)
  }

  return {
    async add(given) {
      await enqueue(database, given, clock.now())
      if (isStarted) void run()
    },
    run,
    start() {
      isStarted = true
      void run()
      return async () => {
        isStarted = false
        clock.clearTimeout(timer as never)
        await running
      }
    }
  }
}
