import { nearest } from '#protocol/nearest'
import { KEYS, keyOf, spellings, type Key } from '#protocol/keys'
import { resolveConfig } from '#protocol/resolve-config'
import type { Live } from '../live.ts'
import { queryOf } from '../script.ts'
import { shown } from './shown.ts'

/** `zc`: by zc("config"); `script`: in the address of the script. */
export type Source = 'zc' | 'script' | 'channel' | 'default'

/** A key and what became of it. `why`: it does not count, and why not. `meant`: nobody knows it, this one is near. */
export type Setting = {
  name: string
  value: string
  from: Source
  /** The documented name, where the page has written another spelling. */
  documented?: string
  why?: string
  meant?: string
}

/** In the script's address; the company is not a setting. */
const NOT_SETTINGS = /^(sysnum|zc_debug)$/i

/** The effective configuration, by origin: what the page says, over the script's address, over the channel, over what holds without. */
export function readSettings(live: Live, script: string): Setting[] {
  const [, , config, channel] = live.core!
  const ofScript = queryOf(script)
  const given: Record<string, unknown> = { ...ofScript, ...live.given }
  const names = Object.keys(given).filter(name => !NOT_SETTINGS.test(name))
  const set = names.map(name => readOne(name, given[name], name in live.given ? 'zc' : 'script'))
  const counts = new Set(set.filter(({ why }) => why === undefined).map(one => one.documented ?? one.name))
  const [number, color, , isLeft] = channel() ?? []
  const ofChannel: [name: string, value: unknown][] = [
    ['channelid', number],
    ['color', color],
    ['location', isLeft ? 2 : 1]
  ]
  const others: [name: string, value: unknown][] = [
    ['custom', false],
    ['manual', false],
    ['anchor', false],
    ['auto_expand', false],
    ['async', 0],
    ['height', 600],
    ['width', 380],
    ['locale', navigator.language]
  ]
  const rest = (rows: [string, unknown][], from: Source) =>
    rows
      .filter(([name, value]) => value !== undefined && !counts.has(name) && config[name] !== value)
      .map(([name, value]) => ({ name, value: shown(value), from }))
  return [...set, ...rest(ofChannel, 'channel'), ...rest(others, 'default')]
}

function readOne(name: string, value: unknown, from: Source): Setting {
  const documented = keyOf(name)
  const key: Key | undefined = documented && KEYS[documented]
  const row: Setting = { name, value: shown(value, name), from }
  if (documented && documented !== name) row.documented = documented
  if (!key) {
    const meant = nearest(name, spellings())
    return { ...row, why: 'is not a known key', ...(meant ? { meant } : {}) }
  }
  if (!key.on.includes('script')) return { ...row, why: 'does not count here' }
  const why = resolveConfig({ [name]: value }, 'script').ignored[0]?.why
  return why === undefined ? row : { ...row, why }
}
