import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { probeWrite } from '#server/store/probe'
import { isLocal, type Http } from './who.ts'

/** A probe is good for so long: whoever asks all the time must not keep the disk busy. */
const GOOD_FOR_MS = 1_000
const ANSWER_WITHIN_MS = 3_000

/** The process is alive. */
export const healthz = (c: Http) => c.json({ ok: true })

/** It can serve: the database takes a write. 503 with the reason otherwise. */
export function createReadyz({ database, clock }: Services) {
  let asked: { at: number; isReady: Promise<boolean> } | undefined

  function probe(): Promise<boolean> {
    const written = probeWrite(database).then(
      () => true,
      () => false
    )
    const late = new Promise<boolean>(resolve => {
      const timer = clock.setTimeout(() => resolve(false), ANSWER_WITHIN_MS)
      void written.then(() => clock.clearTimeout(timer))
    })
    return Promise.race([written, late])
  }

  return async (c: Http) => {
    if (!asked || clock.now() - asked.at >= GOOD_FOR_MS) asked = { at: clock.now(), isReady: probe() }
    if (await asked.isReady) return c.json({ ok: true })
    return c.json({ ok: false, code: 'unavailable', message: 'The database takes no writes' }, 503)
  }
}

/** Prometheus text; only for this machine, a collector reaches it through a local agent or a tunnel. */
export async function metrics(c: Http, { metrics: { registry } }: Services) {
  if (!isLocal(c)) throw new ChatError('not-found')
  return c.body(await registry.metrics(), 200, { 'content-type': registry.contentType })
}
