// Sizes of what browsers load, gzip and brotli; with --check it fails beyond a budget. Set just above the present size;
// raised only in a commit that says what was bought.
import { readdirSync, readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { pageIn } from '../server/http/texts.ts'
import { LANGUAGES } from '../texts/languages.ts'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

// gzip bytes. A page's first load is its HTML and everything that the HTML names, with what that imports at once.
const BUDGETS = {
  'loader/entrance.js': 2_870,
  'loader/pinned.js': 2_915,
  'loader/v1.js': 6_200,
  'app/loader/window.js': 5_530,
  'app/loader/advice.js': 1_625,
  'app/loader/visit.js': 980,
  'app/loader/invite.js': 1_850,
  // Only for whoever sets a page up
  'app/loader/doctor.js': 11_500,
  // With how often the browser has come
  'app/widget/visit/index.html': 1_040,
  widget: 39_860,
  'h5-chat': 39_140,
  // With notes, guests, blocks, canned replies and why something is where it is, in two languages; without the administration
  // What staff know of a customer comes later, but has its place here: which words of the page it stands over, and the composer's ear
  // And an inbox of which only the rows near what is seen are there, for hundreds of conversations
  workbench: 81_400,
  // Takes push messages; nothing waits for it
  'app/workbench/worker.js': 2_000,
  // Only who takes a picture of the screen loads it
  'app/more/shot.js': 1_900,
  // To be copied into mini programs; 8 kB are the limit
  'app/miniprogram/ud-sdk.js': 8_000,
  'app/miniprogram/session-from.js': 2_000,
  'app/miniprogram/wechat/QDTracker.js': 8_000,
  'app/miniprogram/common/QDTracker.js': 8_000,
  // For old browsers; the guard comes with every chat page, and nothing waits for it
  'app/legacy/guard.js': 650,
  'app/legacy/chat.js': 2_100
}

export function sizes() {
  return Object.keys(BUDGETS).map(name => {
    const files = /\.\w+$/.test(name) ? [name] : firstLoad(`app/${name}/index.html`)
    const texts = files.map(file => served(file))
    const sum = compress => texts.reduce((total, text) => total + compress(text).length, 0)
    return {
      name,
      files: files.length,
      raw: sum(text => Buffer.from(text)),
      gzip: sum(text => gzipSync(text, { level: 9 })),
      brotli: sum(brotliCompressSync),
      budget: BUDGETS[name]
    }
  })
}

/** As the server gives it out: a chat page with the texts of the language that takes most. */
function served(file) {
  const text = readFileSync(join(dist, file), 'utf8')
  if (!text.includes('__OPENZC_TEXTS__')) return text
  const pages = LANGUAGES.map(language => pageIn(language, text))
  const size = page => gzipSync(page).length
  return pages.reduce((most, page) => (size(page) > size(most) ? page : most))
}

/** Static imports only: what is loaded on demand does not count. */
function firstLoad(page) {
  const found = new Set([page])
  for (const file of found) {
    const text = readFileSync(join(dist, file), 'utf8')
    for (const [, name] of text.matchAll(
      file.endsWith('.html') ? /\/app\/(assets\/[\w.-]+)/g : /(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g
    )) {
      found.add(file.endsWith('.html') ? `app/${name}` : `app/assets/${name}`)
    }
  }
  return [...found]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = sizes()
  console.table(rows)
  const lazy = readdirSync(join(dist, 'app/assets')).length
  console.log(`${lazy} files in all`)
  const over = rows.filter(row => row.gzip > row.budget)
  for (const { name, gzip, budget } of over)
    console.error(`${name}: ${gzip} bytes gzip, the budget is ${budget}`)
  if (process.argv.includes('--check') && over.length > 0) process.exit(1)
}
