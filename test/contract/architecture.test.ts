import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const PARTS = [
  'chat',
  'dom',
  'index',
  'ink',
  'keys',
  'known',
  'label',
  'life',
  'live',
  'queue',
  'script',
  'settings',
  'tell'
]

/** Which rooms a room may import; a file instead of a room where only that is allowed. */
const MAY_IMPORT: Record<string, string[]> = {
  protocol: [],
  texts: [],
  client: ['protocol'],
  ui: ['protocol', 'texts', 'client'],
  loader: ['protocol/host'],
  // Says what the chat says, too, in the same words
  'loader/advice': ['protocol/nearest', 'protocol/key-sentences', 'loader/live', 'loader/warn'],
  // Has the whole table of keys, for pages that are being set up
  'loader/doctor': [
    'protocol/host',
    'protocol/nearest',
    'protocol/keys',
    'protocol/resolve-config',
    'loader/live',
    'loader/names',
    'loader/script'
  ],
  // Only for pages of the first generation: what they need stands in for files of the loader, which knows nothing of it
  'loader/v1': ['protocol/host', ...PARTS.map(name => `loader/${name}`)],
  widget: ['protocol', 'client', 'ui'],
  'h5-chat': ['protocol', 'client', 'ui'],
  workbench: ['protocol', 'texts', 'client', 'ui'],
  miniprogram: [],
  server: ['protocol', 'texts'],
  demo: [],
  docs: ['protocol']
}

/** Packages that a room may use; `*` where it does not matter to anybody's page. */
const MAY_USE: Record<string, string[]> = {
  protocol: ['valibot'],
  texts: [],
  client: [],
  ui: ['preact', '@preact/signals'],
  loader: [],
  'loader/advice': [],
  'loader/doctor': [],
  'loader/v1': [],
  widget: ['preact', '@preact/signals'],
  'h5-chat': ['preact', '@preact/signals'],
  // Charts come with the administration only
  workbench: ['preact', '@preact/signals', 'valibot', 'uplot', 'uqr', 'uplot/dist/uPlot.min.css'],
  // Runs where there is neither Node nor a page
  miniprogram: [],
  server: ['*'],
  demo: ['node', 'openzc', 'react', 'react-dom', 'vue'],
  docs: []
}

/** The innermost room that a file is in. */
const roomOf = (path: string): string | undefined =>
  Object.keys(MAY_IMPORT)
    .filter(room => path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0]

const files = (folder: string): string[] =>
  readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : /\.tsx?$/.test(name) ? [path] : []
  })

function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  return [
    ...text.matchAll(
      /(?:^|\s)(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)|^import\s+['"]([^'"]+)['"]/gm
    )
  ].map(match => (match[1] ?? match[2] ?? match[3])!)
}

export function offences(room: string, path: string, name: string): string | undefined {
  if (name.startsWith('./') || name.startsWith('../')) {
    const target = relative(root, join(path, '..', name)).replace(/\.ts$/, '')
    const isFine = roomOf(target) === room || MAY_IMPORT[room]!.includes(target)
    return isFine ? undefined : `leaves its room: ${name}`
  }
  if (name.startsWith('#')) {
    const target = name.slice(1)
    const allowed = [room, ...MAY_IMPORT[room]!].some(
      place => target === place || target.startsWith(`${place}/`)
    )
    return allowed ? undefined : `may not import ${name}`
  }
  const own = name.startsWith('node:')
    ? 'node'
    : name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/')
  return MAY_USE[room]!.includes('*') || MAY_USE[room]!.includes(own) ? undefined : `may not use ${name}`
}

test('rooms import only what the table allows', () => {
  const found = Object.keys(MAY_IMPORT).flatMap(room =>
    files(join(root, room)).flatMap(path =>
      (roomOf(relative(root, path)) === room ? importsOf(path) : [])
        .flatMap(name => offences(room, path, name) ?? [])
        .map(offence => `${relative(root, path)} ${offence}`)
    )
  )
  expect(found).toEqual([])
})

test('the table catches an import that points up, across apps, or out of the room', () => {
  expect(offences('protocol', join(root, 'protocol/entry.ts'), '#client/index')).toBeDefined()
  expect(offences('server', join(root, 'server/app.ts'), '#ui/theme.css')).toBeDefined()
  expect(offences('loader', join(root, 'loader/index.ts'), '#protocol/entry')).toBeDefined()
  expect(offences('loader', join(root, 'loader/index.ts'), './advice/index.ts')).toBeDefined()
  expect(offences('loader', join(root, 'loader/index.ts'), './v1/index.ts')).toBeDefined()
  expect(offences('loader/advice', join(root, 'loader/advice/index.ts'), '../settings.ts')).toBeDefined()
  expect(offences('widget', join(root, 'widget/main.tsx'), '../h5-chat/main.tsx')).toBeDefined()
  expect(offences('client', join(root, 'client/index.ts'), 'preact')).toBeDefined()
})
