import { inkOn } from '#protocol/ink'
import { ChatError } from '#protocol/errors'
import type { Http } from '#server/http/who'

/** GET /chat/h5/accent.css?color=…: a company's colour as a file, since the page's policy lets no style stand in it. */
export function accent(c: Http) {
  const color = c.req.query('color') ?? ''
  if (!/^[0-9a-f]{6}$/i.test(color)) throw new ChatError('bad-request', 'color: has to be six hex digits')
  return c.body(`.bar, .send, .mine .bubble { background: #${color}; color: ${inkOn(color)} }\n`, 200, {
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'public, max-age=86400',
    'x-content-type-options': 'nosniff'
  })
}
