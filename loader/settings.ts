import type { PublicSettings } from '#protocol/host'
import { KEYS } from './keys.ts'
import { live, type Channel } from './live.ts'
import { owns } from './own.ts'
import { findScript, queryOf } from './script.ts'
import { warn } from './warn.ts'

/** The server writes it into the built file; null is a company that it does not know. */
declare const __OPENZC_SETTINGS__: PublicSettings | null

type Values = Record<string, any>

// NaN becomes null on its way through JSON.
var NOTHING = /^(null)?$/

export var company = __OPENZC_SETTINGS__
export var script = findScript()
export var address = script ? script.src : ''
export var origin = address.split('/', 3).join('/')

/** zc("config") over the query of the script. What is not in it is for the channel to say, then for the default. */
export var config: Values = {}

var query: Values = {}

/** Values of zc("config"): key by key, the last one wins. */
export function accept(values: unknown): void {
  merge(live.given, values)
  config = merge(merge({}, query), live.given)
}

export function acceptQuery(from: string): void {
  query = queryOf(from)
  accept({})
}

/** The one that the page names, else the one for this kind of screen. */
export function channel(): Channel {
  var channels = company!.channels
  var best = channels[0] || ({} as Channel)
  for (var i = channels.length; i--;) {
    var one = channels[i]!
    if (one.number == config['channelid']) return one
    if ((one.kind === 'h5') === innerWidth <= 640) best = one
  }
  return best
}

function merge(into: Values, values: any): Values {
  for (var key in values) {
    var value = plain(values[key])
    if (NOTHING.test(value)) continue
    var match = owns(KEYS, key) ? KEYS[key]!.exec(value) : [value, value]
    if (match) into[key] = match[1] || false
    else warn(key + ' cannot be ' + value)
  }
  return into
}

/** A copy that can cross to the iframe: functions and the proxies of frameworks cannot. */
function plain(value: unknown): any {
  try {
    return JSON.parse(JSON.stringify(value))
  } catch (_notPlain) {
    return ''
  }
}
