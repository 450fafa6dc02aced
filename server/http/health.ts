import { sql } from 'kysely'
import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { isLocal, type Http } from './who.ts'

/** The process is alive. */
export const healthz = (c: Http) => c.json({ ok: true })

/** It can serve: the database takes a write. 503 with the reason otherwise. */
export async function readyz(c: Http, { database }: Services) {
  try {
    await database.write.transaction().execute(async tx => {
      await sql`update company set desk_head = desk_head where id = ''`.execute(tx)
    })
    return c.json({ ok: true })
  } catch {
    return c.json({ ok: false, code: 'unavailable', message: 'The database takes no writes' }, 503)
  }
}

/** Prometheus text; only for this machine, a collector reaches it through a local agent or a tunnel. */
export async function metrics(c: Http, { metrics: { registry } }: Services) {
  if (!isLocal(c)) throw new ChatError('not-found')
  return c.body(await registry.metrics(), 200, { 'content-type': registry.contentType })
}
