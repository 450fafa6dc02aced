import { KEYS } from '../keys.ts'
import { isKnown } from '../known.ts'
import { state } from './state.ts'

/** Spellings of zc("config")'s keys that are more than another case, with the documented name of each. */
declare const __OPENZC_V1_NAMES__: Record<string, string>

var NAMES = __OPENZC_V1_NAMES__
/** For us, and for nobody behind us. */
var LOOK = /^(title|size|horizontal|vertical|customMargin|powered)$/
/** `location` at the left is 3, too. */
var VALUES: Record<string, (value: any) => unknown> = {
  lan: function (value) {
    return value == 'zh' ? 'cn' : value
  },
  location: function (value) {
    return value == 3 ? 2 : value
  },
  preVisitArgs: inner,
  curVisitArgs: inner
}

/** Values under the names that zc("config") has for them. What concerns the look stays here, and so do `userinfo` and `manual`. */
export function translate(values: any): Record<string, unknown> {
  var config: Record<string, unknown> = {}
  for (var key in values) {
    var value = values[key]
    if (LOOK.test(key)) state.look[key] = value
    else if (key == 'userinfo') state.user = value
    else if (key != 'manual') config[nameOf(key)] = own(VALUES, key) ? VALUES[key]!(value) : value
  }
  return config
}

/** The documented name: customTitle is custom_title, and partnerId is partnerid. */
export function nameOf(key: string): string {
  if (own(NAMES, key)) return NAMES[key]!
  var names = [key, snake(key), key.toLowerCase()]
  for (var i = 0; i < 3; i++) if (own(KEYS, names[i]!) || isKnown(names[i]!)) return names[i]!
  return key
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, '_$&').toLowerCase()
}

function own(object: object, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, key)
}

/** Traces have their names inside, too: curVisitUrl is cur_visit_url. */
function inner(values: any): unknown {
  if (typeof values != 'object') return values
  var renamed: Record<string, unknown> = {}
  for (var key in values) renamed[snake(key)] = values[key]
  return renamed
}
