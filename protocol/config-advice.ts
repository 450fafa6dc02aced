import { keyOf, spellings, type Surface } from '#protocol/keys'
import { nearest } from '#protocol/nearest'
import type { Resolved } from '#protocol/resolve-config'

/** What the page's developer should hear of values that do not count. */
export function adviceOn({ ignored, unknown }: Resolved, surface: Surface): string[] {
  const call = surface === 'script' ? 'zc("config")' : 'the link'
  return [
    ...ignored.map(({ key, why }) => `${call}: ${key} is ignored: it ${why}.`),
    ...unknown.map(name => `${call}: ${strange(name)}`)
  ]
}

function strange(name: string): string {
  if (keyOf(name)) return `${name} does not count here.`
  const meant = nearest(name, spellings())
  return `${name} is not a known key${meant ? `; did you mean ${meant}?` : '.'}`
}
