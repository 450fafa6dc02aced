import { DEFAULT_COLOR, type PublicSettings } from '#protocol/host'
import { queryOf } from './script.ts'

/** The pinned file is the same for every company: its own address says which one, and the page how the entrance looks. */
export function settingsFor(address: string): PublicSettings | null {
  var query = queryOf(address)
  var sysnum = query['sysnum'] || query['sysNum']
  return sysnum && /^[\w-]{1,64}$/.test(sysnum) ? [sysnum, [0, DEFAULT_COLOR]] : null
}
