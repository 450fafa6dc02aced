// The keys of zc("config") that the core coerces; the others go to the window as they are. What a pattern captures is the
// value, and nothing captured is false.

var FLAG = /^(?:(1|true)|0|false)$/

export var KEYS: Record<string, RegExp> = {
  async: FLAG,
  auto_expand: FLAG,
  color: /^#?([\da-f]{6})$/i,
  custom: FLAG,
  location: /^([12])$/,
  manual: FLAG
}
