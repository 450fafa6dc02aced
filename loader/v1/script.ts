import { FLAG } from '../keys.ts'
import { findScript as find, queryOf as read } from '../script.ts'
import { translate } from './keys.ts'

// Stands in for script.ts: the script element says more in the first generation.

/** The page starts us by itself. */
export var isManual: boolean | undefined

var found: HTMLScriptElement | null

export function findScript(): HTMLScriptElement | null {
  // The name of the element before this generation.
  return (found = find() || (document.getElementById('zhichiload') as HTMLScriptElement | null))
}

/** `data-args` over the address; both in any spelling. */
export function queryOf(address: string): Record<string, any> {
  var element = document.getElementById('zhichiScript') || found
  var values: Record<string, any> = read(address)
  // A colour may stand there with its `#`.
  var over = read('?' + attribute(element, 'data-args').replace(/#/g, '%23'))
  for (var key in over) values[key] = over[key]
  var manual = FLAG.exec(values['manual'])
  isManual = !!(manual && manual[1])
  var config = translate(values)
  if (element && element.id == 'zhichiload') {
    config['custom'] = element.className && '1'
    config['man_trace'] = attribute(element, 'mantrace')
  }
  // Nothing starts before the page has heard of `load`: see manager.ts.
  config['manual'] = '1'
  return config
}

function attribute(element: HTMLElement | null, name: string): string {
  return (element && element.getAttribute(name)) || ''
}
