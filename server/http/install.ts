import { compress, type Asset, type Assets } from '#server/assets'
import { ChatError } from '#protocol/errors'
import { chooseLanguage } from '#server/language'
import { serve } from './serve.ts'
import type { Http } from './who.ts'

// What makes the workbench an app on a phone: its description, and the worker that takes push messages.

const SCOPE = '/workbench'
const ICONS = [
  { file: 'icon-192.png', sizes: '192x192', purpose: 'any' },
  { file: 'icon-512.png', sizes: '512x512', purpose: 'any' },
  { file: 'icon-maskable-512.png', sizes: '512x512', purpose: 'maskable' }
]
const NAMES = {
  en: { name: 'OpenZC Workbench', short_name: 'OpenZC', description: 'Answer visitors of your website.' },
  zh: { name: 'OpenZC 客服工作台', short_name: '客服工作台', description: '接待网站访客。' }
}

export function createInstall(assets: Assets) {
  const made = new Map<'en' | 'zh', Asset>()

  function manifestIn(language: 'en' | 'zh'): Asset {
    const known = made.get(language)
    if (known) return known
    const manifest = {
      ...NAMES[language],
      lang: language === 'zh' ? 'zh-CN' : 'en',
      // Stays the same app whatever the address says later
      id: SCOPE,
      start_url: SCOPE,
      scope: SCOPE,
      display: 'standalone',
      background_color: '#ffffff',
      theme_color: '#0f766e',
      icons: ICONS.map(({ file, sizes, purpose }) => ({
        // The address changes with the picture: it may be kept for ever
        src: `/app/workbench/${file}?${assets.find(`app/workbench/${file}`)?.etag.slice(1, 9) ?? ''}`,
        type: 'image/png',
        sizes,
        purpose
      }))
    }
    const asset = compress('application/manifest+json', JSON.stringify(manifest))
    made.set(language, asset)
    return asset
  }

  return {
    /** In the language of whoever installs it. */
    manifest(c: Http) {
      const language = chooseLanguage(undefined, c.req.header('accept-language'), undefined)
      c.header('content-language', language)
      const response = serve(c, manifestIn(language.startsWith('zh') ? 'zh' : 'en'), 'no-cache')
      response.headers.set('vary', 'accept-encoding, accept-language')
      return response
    },
    /** May only ever have to do with the workbench. Browsers ask for it anew each time, so that no old one stays. */
    worker(c: Http) {
      const asset = assets.find('app/workbench/worker.js')
      if (!asset) throw new ChatError('not-found')
      c.header('service-worker-allowed', SCOPE)
      // What the worker itself may reach: this server
      c.header('content-security-policy', "default-src 'none'; connect-src 'self'; img-src 'self'")
      return serve(c, asset, 'no-cache')
    }
  }
}
