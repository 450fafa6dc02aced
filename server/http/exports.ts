import { Readable } from 'node:stream'
import { ChatError } from '#protocol/errors'
import { exportPerson } from '#server/privacy/export'
import type { Services } from '#server/services'
import type { Http } from './who.ts'

/** GET /exports/:uid/:grant/:name: the grant opens what is stored of this visitor and of no other, for ten minutes. */
export function exported(c: Http, services: Services) {
  const uid = c.req.param('uid') ?? ''
  if (!services.tokens.opensExport(uid, c.req.param('grant') ?? '', services.clock.now()))
    throw new ChatError('not-found')
  const bytes = Readable.from(exportPerson(services, uid), { objectMode: false })
  return c.body(Readable.toWeb(bytes) as ReadableStream, 200, {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${uid.replace(/[^\w-]/g, '')}.zip"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer'
  })
}
