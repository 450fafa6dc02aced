import { createHash } from 'node:crypto'
import { TEXTS } from '#texts/all'
import { directionOf, languageOf, type Language } from '#texts/languages'
import { ChatError } from '#protocol/errors'
import { compress, type Asset } from '#server/assets'
import { serve } from './serve.ts'
import type { Http } from './who.ts'

/** Where a chat page finds the other languages: another build has other addresses. */
const OTHERS = `/chat/texts/${createHash('sha256').update(JSON.stringify(TEXTS)).digest('hex').slice(0, 10)}/`

/** A built chat page in one language: its texts come with it, so that nothing has to be loaded before the first word. */
export function pageIn(language: Language, html: string): string {
  const facts = { language, texts: TEXTS[language], others: OTHERS }
  return html
    .replace('<html lang="en">', `<html lang="${language}" dir="${directionOf(language)}">`)
    .replace('<title>Chat</title>', () => `<title>${TEXTS[language]['chat.nameless']}</title>`)
    .replace('__OPENZC_TEXTS__', () => JSON.stringify(facts).replaceAll('<', '\\u003c'))
}

/** GET /chat/texts/:build/:language.json, for a page whose language changes while it is open. */
export function createTexts() {
  const made = new Map<Language, Asset>()
  return (c: Http) => {
    const language = languageOf(c.req.param('language')?.replace(/\.json$/, ''))
    if (!language) throw new ChatError('not-found')
    const asset = made.get(language) ?? compress('application/json', JSON.stringify(TEXTS[language]))
    made.set(language, asset)
    return serve(c, asset, 'public, max-age=31536000, immutable')
  }
}
