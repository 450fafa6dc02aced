// What a browser has to have for the app, in one place: the build compiles for these, the guard sends all older ones away.

/** The oldest browsers that the pages are built for. */
export var APP_TARGET = ['chrome96', 'edge96', 'firefox100', 'safari15.4']

/**
 * What all of them have and their forerunners, or browsers that only pretend, have not. Syntax cannot be tested under a policy
 * without `eval`: `Object.hasOwn`, `Array.prototype.at` and modules are as young as what the build writes.
 */
var NEEDED = [
  'Promise',
  'Symbol',
  'Map',
  'Set',
  'WeakMap',
  'Proxy',
  'BigInt',
  'URL',
  'URLSearchParams',
  'fetch',
  'AbortController',
  'ReadableStream',
  'TextDecoder',
  'WebSocket',
  'MessageChannel',
  'customElements',
  'IntersectionObserver',
  'ResizeObserver',
  'queueMicrotask',
  'crypto.getRandomValues',
  'CSS.supports',
  'Intl.DateTimeFormat',
  'Intl.RelativeTimeFormat',
  'Object.hasOwn',
  'Object.fromEntries',
  'Promise.allSettled',
  'Array.prototype.at',
  'Array.prototype.flatMap',
  'String.prototype.matchAll',
  'String.prototype.replaceAll',
  'Element.prototype.replaceChildren',
  'HTMLScriptElement.prototype.noModule'
]

/** The first thing that a page's window does not have; undefined when the app can run. */
export function missingIn(page: object): string | undefined {
  for (var i = 0; i < NEEDED.length; i++) if (!has(page, NEEDED[i]!.split('.'))) return NEEDED[i]
  return undefined
}

function has(owner: any, path: string[]): boolean {
  var value
  try {
    value = owner[path[0]!]
  } catch (_refused) {
    // A prototype lets its own property not be read: it has it
    return owner !== undefined && owner !== null
  }
  return value !== undefined && (path.length === 1 || has(value, path.slice(1)))
}
