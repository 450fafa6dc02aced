import { nearest } from '#protocol/nearest'

// What the page's developer is told of keys; advice.js and the chat say it in the same words, so that it is said once.

export const callOf = (surface: string) => (surface === 'script' ? 'zc("config")' : 'the link')

export const ignoredKey = (key: string, why: string) => `${key} is ignored: it ${why}.`

export const keyOfElsewhere = (name: string) => `${name} does not count here.`

export function unknownKey(name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  return `${name} is not a known key${meant ? `; did you mean ${meant}?` : '.'}`
}
