// The keys of zc("config") that the core coerces; the others go to the window as they are. What a pattern captures is the
// value, and nothing captured is false. A test holds them to the table of keys.

export var FLAG = /^\s*(?:(1|true)|0|false)\s*$/i

export var KEYS: Record<string, RegExp> = {
  anchor: FLAG,
  async: FLAG,
  auto_expand: FLAG,
  color: /^\s*#?([\da-f]{6})\s*$/i,
  custom: FLAG,
  gif: FLAG,
  location: /^\s*(1|2|true)\s*$/i,
  manual: FLAG
}
