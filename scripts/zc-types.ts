// Writes the keys into loader/zc.d.ts from the table of keys; with --check it only says whether they are the same.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { KEY_TEXTS } from '../docs/keys/texts.ts'
import { KEYS, type Key, type KeyName } from '../protocol/keys.ts'

const FILE = fileURLToPath(new URL('../loader/zc.d.ts', import.meta.url))
const BEGIN = '// The keys, made from protocol/keys.ts: npm run types'
const END = '// End of the keys'

/** The file as it should be. */
export function completeTypes(text: string): string {
  const from = text.indexOf(BEGIN)
  const to = text.indexOf(END)
  if (from < 0 || to < from) throw new Error(`${FILE} has lost its marks for the keys`)
  return `${text.slice(0, from)}${BEGIN}\n${configType()}\n${text.slice(to)}`
}

function configType(): string {
  const keys = (Object.entries(KEYS) as [KeyName, Key][]).filter(([, { on }]) => on.includes('script'))
  return `export type ZcConfig = {\n${keys.map(([name, key]) => lines(name, key)).join('\n')}\n}`
}

/** Objects whose fields are documented. */
const SHAPES: Partial<Record<KeyName, string>> = {
  pre_visit_args: 'ZcPreviousPage | string',
  cur_visit_args: 'ZcPresentPage | string'
}

function lines(name: KeyName, key: Key): string {
  const type = SHAPES[name] ?? typeOf(key)
  const { en, example, later } = KEY_TEXTS[name]
  const about = `  /** ${en}${rangeOf(key)}${later ? ' Agents see it; the desk acts on it in a later release.' : ''} Example: \`${example.replaceAll('*/', '* /')}\` */`
  const also = (key.alias ?? []).map(
    alias => `  /** Another spelling of \`${name}\`. */\n  ${alias}?: ${type}`
  )
  return [about, `  ${name}?: ${type}`, ...also].join('\n')
}

function rangeOf({ kind, least, most }: Key): string {
  if (kind === 'number') return ` From ${least} to ${most}.`
  return most ? ` At most ${most} characters.` : ''
}

function typeOf({ kind, of }: Key): string {
  switch (kind) {
    case 'flag':
      return 'Flag'
    case 'notZero':
      return 'boolean | number | string'
    case 'number':
      return 'number | `${number}`'
    case 'choice':
      return of!.map(one => (/^\d+$/.test(one) ? `${one} | '${one}'` : `'${one}'`)).join(' | ')
    case 'object':
      return 'object | string'
    case 'list':
      return 'readonly unknown[] | string'
    case 'text':
      return 'string | number'
    default:
      return 'string'
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(FILE, completeTypes(readFileSync(FILE, 'utf8')))
}
