import { chooseEncoding, type Asset } from '#server/assets'
import type { Http } from './who.ts'

/** Sends an asset in the best encoding that the browser takes, or 304. */
export function serve(c: Http, asset: Asset, cacheControl: string) {
  const headers = {
    'cache-control': cacheControl,
    etag: asset.etag,
    // Chat pages are in the visitor's language
    vary: asset.type.startsWith('text/html') ? 'accept-encoding, accept-language' : 'accept-encoding',
    'x-content-type-options': 'nosniff'
  }
  if (c.req.header('if-none-match') === asset.etag) return c.body(null, 304, headers)
  const encoding = chooseEncoding(c.req.header('accept-encoding'))
  const encoded = encoding === 'identity' ? {} : { 'content-encoding': encoding }
  return c.body(asset.bytes[encoding], 200, { ...headers, ...encoded, 'content-type': asset.type })
}
