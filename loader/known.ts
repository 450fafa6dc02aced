// Which names zc("config") knows, in as few bytes as it takes to tell whether there is something to say about a page: a hash
// of each name that the entrance does not read itself, sorted, as distances. A few names in a hundred that nobody knows pass
// for known here; the chat, which has the table of keys, tells of them when it comes.

/** The distances from hash to hash, a character each. */
declare const __OPENZC_KNOWN__: string
/** What the build has found to make such distances. */
declare const __OPENZC_KNOWN_BY__: number
declare const __OPENZC_KNOWN_OF__: number

/** What the character with the code 0 stands for is -ZERO: no quote and no control character is needed. */
export var ZERO = 39

export function isKnown(name: string): boolean {
  var rest = hashOf(name, __OPENZC_KNOWN_BY__, __OPENZC_KNOWN_OF__)
  for (var i = 0; rest > 0;) rest -= __OPENZC_KNOWN__.charCodeAt(i++) - ZERO
  return rest == 0
}

export function hashOf(name: string, by: number, of: number): number {
  var hash = 0
  for (var i = 0; i < name.length;) hash = (hash * by + name.charCodeAt(i++)) % of
  return hash
}
