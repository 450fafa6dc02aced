import type { Clock } from './clock.ts'

// Work beside the acks: in portions that rest longer than they worked, so that no ack waits for more than one of them.

/** Where work is told to stop between two portions. */
export type Halt = { isStopped: boolean }

/** A portion rests this many times as long as it worked. */
const REST = 9

/** One portion, and the rest after it. */
export async function gently<T>(halt: Halt, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const result = await work()
  const rest = (performance.now() - startedAt) * REST
  if (!halt.isStopped) await new Promise(resolve => setTimeout(resolve, rest))
  return result
}

type Repeated = {
  clock: Clock
  halt: Halt
  everyMs: number
  work(): Promise<void>
  onError(error: unknown): void
}

/** Does it now, and again `everyMs` after each end; returns the stop, which waits for what is under way. */
export function repeat({ clock, halt, everyMs, work, onError }: Repeated): () => Promise<void> {
  let timer: unknown
  let running: Promise<void> = Promise.resolve()
  const again = () => {
    running = work()
      .catch(onError)
      .then(() => {
        if (!halt.isStopped) timer = clock.setTimeout(again, everyMs)
      })
  }
  again()
  return async () => {
    halt.isStopped = true
    clock.clearTimeout(timer)
    await running
  }
}

/** Work that is wanted now and then by many: one at a time, and once more where it was wanted meanwhile. */
export function createRunner(work: () => Promise<void>, onError: (error: unknown) => void) {
  const state: { running: Promise<void> | undefined; isAgain: boolean } = {
    running: undefined,
    isAgain: false
  }

  async function run() {
    while (state.isAgain) {
      state.isAgain = false
      await work()
    }
  }

  return {
    soon(): Promise<void> {
      state.isAgain = true
      state.running ??= run()
        .catch(onError)
        .finally(() => (state.running = undefined))
      return state.running
    },
    /** Resolves when nothing is under way. */
    async settled() {
      while (state.running) await state.running
    }
  }
}
