import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Marked } from 'marked'
import { keysPage } from './keys-page.ts'
import { layout, type Language, type Page } from './layout.ts'

const guide = fileURLToPath(new URL('../../docs/guide', import.meta.url))

/** The integration guide out of docs/guide and the table of keys, by path: plain pages without scripts. */
export function guideFiles(): Map<string, string> {
  const files = new Map([['docs/guide.css', readFileSync(join(guide, 'guide.css'), 'utf8')]])
  for (const language of ['en', 'zh'] as const) {
    const pages = [...guides(language), keysPage(language)]
    for (const page of pages) files.set(`docs/${language}/${page.name}.html`, layout(page, pages, language))
  }
  return files
}

/** In the order of their file names, which begin with a number. */
function guides(language: Language): Page[] {
  const folder = join(guide, language)
  const marked = new Marked({ gfm: true })
  return readdirSync(folder)
    .filter(name => name.endsWith('.md'))
    .sort()
    .map(file => {
      const text = readFileSync(join(folder, file), 'utf8')
      const title = /^# (.+)$/m.exec(text)?.[1]
      if (!title) throw new Error(`${file} has no title`)
      const html = (marked.parse(text) as string)
        .replaceAll('<table>', '<div class="wide" tabindex="0"><table>')
        .replaceAll('</table>', '</table></div>')
        .replaceAll('<pre>', '<pre tabindex="0">')
      return { name: file.replace(/^\d+-|\.md$/g, ''), title, html }
    })
}
