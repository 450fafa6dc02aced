import { ChatError } from '#protocol/errors'
import type { Assets } from '#server/assets'
import { serve } from './serve.ts'
import type { Http } from './who.ts'

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The integration guide: pages made by the build, without scripts. */
export function createDocs(assets: Assets) {
  return {
    /** In the language that the browser asks for. */
    start(c: Http) {
      const wantsChinese = /^\s*zh/i.test(c.req.header('accept-language') ?? '')
      c.header('vary', 'accept-language')
      return c.redirect(`/docs/${wantsChinese ? 'zh' : 'en'}/start.html`, 302)
    },
    page(c: Http) {
      const asset = assets.find(new URL(c.req.url).pathname.toLowerCase().slice(1))
      if (!asset) throw new ChatError('not-found', 'no such page: the guide begins at /docs')
      c.header('content-security-policy', POLICY)
      c.header('x-content-type-options', 'nosniff')
      return serve(c, asset, 'public, max-age=300')
    }
  }
}
