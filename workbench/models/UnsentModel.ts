import { signal } from '@preact/signals'
import type { AgentSession } from '#client/index'

/** Visitors for whom a message was refused for good: the inbox marks them, wherever the agent is now. */
export function createUnsentModel(session: AgentSession) {
  const failed = signal<ReadonlySet<string>>(new Set())

  function look(uids: Iterable<string>) {
    const next = new Set(failed.value)
    for (const uid of uids) {
      if (session.pending(uid).some(one => one.failed)) next.add(uid)
      else next.delete(uid)
    }
    if (next.size !== failed.value.size || [...next].some(uid => !failed.value.has(uid))) failed.value = next
  }

  const off = [
    session.on('timeline', ({ uid, applied }) => applied.length === 0 && look([uid])),
    session.on('inbox', ({ changed, reset }) => reset && look(new Set(changed.map(one => one.uid))))
  ]
  return {
    failed,
    destroy() {
      for (const stop of off) stop()
    }
  }
}
