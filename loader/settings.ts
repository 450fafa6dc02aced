import type { PublicSettings } from '#protocol/host'
import { settingsFor } from './company-settings.ts'
import { KEYS } from './keys.ts'
import { isKnown } from './known.ts'
import { live, type Channel } from './live.ts'
import { findScript, queryOf } from './script.ts'

type Values = Record<string, any>

export var script = findScript()
export var address = script ? script.src : ''

var settings: [] | PublicSettings = settingsFor(address) || []

/** Nothing for a company that the server does not know. */
export var sysnum = settings[0]
export var origin = address.split('/', 3).join('/')

/** zc("config") over the query of the script. What is not in it is for the channel to say, then for the default. */
export var config: Values = {}

/** Values of zc("config"): key by key, the last one wins. */
export function accept(values: unknown): void {
  merge(live.given, values)
  merge(config, values)
}

export function acceptQuery(from: string): void {
  merge(config, queryOf(from))
  merge(config, live.given)
}

/** The one that the page names, else the one for this kind of screen. */
export function channel(): Channel {
  var best = settings[1]!
  for (var i = settings.length; --i > 0;) {
    var one = settings[i] as Channel
    if (one[0] == config['channelid']) return one
    if (!one[2] === innerWidth > 640) best = one
  }
  return best
}

/** Coerces the keys that the core reads itself; all others are for the window to look at. */
function merge(into: Values, values: any): void {
  for (var key in values) {
    var value = values[key]
    // Empty, NaN, or there already, as what a page adds to all objects is
    if (value == null || value === '' || value != value || value === into[key]) continue
    var match = KEYS.hasOwnProperty(key) && KEYS[key]!.exec(value)
    if (match != null) into[key] = match ? match[1] || false : value
    // Addresses of scripts end in all kinds of things that are not meant for us
    if (match == null || (!match && into == live.given && !isKnown(key))) live.puzzles.push([key, value])
  }
}
