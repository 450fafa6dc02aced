import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A part of a benchmark in a process of its own; it answers each request with one message. */
export type Worker = {
  ask<T>(request: object): Promise<T>
  pid(): number
  end(): Promise<void>
}

type Answer = { ok: true; value: unknown } | { ok: false; why: string }

export function startWorker(file: URL): Worker {
  const child: ChildProcess = fork(fileURLToPath(file), { serialization: 'advanced' })
  return {
    pid: () => child.pid!,
    async ask<T>(request: object) {
      child.send(request)
      const ended = new AbortController()
      const answer = await Promise.race([
        once(child, 'message', ended).then(([message]) => message as Answer),
        once(child, 'exit', ended).then(([code]): Answer => ({ ok: false, why: `it ended with ${code}` }))
      ])
      ended.abort()
      if (!answer.ok) throw new Error(`${file.pathname.split('/').pop()}: ${answer.why}`)
      return answer.value as T
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
}

/** The other side of `ask`. */
export function answerWith<T extends object>(handle: (request: T) => Promise<unknown>) {
  // Not left over when the benchmark is stopped
  process.on('disconnect', () => process.exit())
  process.on('message', (request: T) => {
    handle(request).then(
      value => process.send!({ ok: true, value }),
      (error: unknown) => process.send!({ ok: false, why: String(error) })
    )
  })
}
