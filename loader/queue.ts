import { queue } from './live.ts'

var isBusy: boolean | undefined

/** Runs what waits, in order, and from now on each call as it comes; `settle` follows each batch. */
export function takeOver(run: (call: ArrayLike<any>) => void, settle: () => void): void {
  function drain(): void {
    // A call out of a call waits for its turn.
    if (isBusy) return
    isBusy = true
    while (queue.length) attempt(run, queue.shift())
    attempt(settle)
    isBusy = false
  }

  queue.push = function (): any {
    ;[].push.apply(queue, arguments as any)
    drain()
  }
  drain()
}

/** Calls wait again, for the next script. */
export function release(): void {
  queue.push = [].push
}

/** What fails here is reported to the page, but breaks no code of it. */
function attempt(work: (argument?: any) => void, argument?: any): void {
  try {
    work(argument)
  } catch (error) {
    setTimeout(function () {
      throw error
    })
  }
}
