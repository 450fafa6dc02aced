import { callOf, ignoredKey, keyOfElsewhere, unknownKey } from '#protocol/key-sentences'
import { keyOf, spellings, type Surface } from '#protocol/keys'
import type { Resolved } from '#protocol/resolve-config'

/** What the page's developer should hear of values that do not count. */
export function adviceOn({ ignored, unknown }: Resolved, surface: Surface): string[] {
  return [
    ...ignored.map(({ key, why }) => ignoredKey(key, why)),
    ...unknown.map(name => (keyOf(name) ? keyOfElsewhere(name) : unknownKey(name, spellings())))
  ].map(sentence => `${callOf(surface)}: ${sentence}`)
}
