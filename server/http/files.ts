import { Readable } from 'node:stream'
import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { findFile } from '#server/store/files'
import type { Http } from './who.ts'

/** GET /files/:id/:grant/:name: the grant in the URL opens this file and no other, for a day or two. */
export async function file(c: Http, services: Services) {
  const id = c.req.param('id') ?? ''
  if (!services.tokens.opensFile(id, c.req.param('grant') ?? '', services.clock.now()))
    throw new ChatError('not-found')
  const record = await findFile(services.database, id)
  const bytes = record?.goneAt === null && (await services.files.read(id))
  if (!record || !bytes) throw new ChatError('not-found')
  const isPicture = record.width !== null
  const how = isPicture ? 'inline' : 'attachment'
  return c.body(Readable.toWeb(bytes.stream) as ReadableStream, 200, {
    'content-type': record.type,
    'content-length': String(bytes.size),
    'content-disposition': `${how}; filename*=UTF-8''${encodeURIComponent(record.name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=86400, immutable'
  })
}
