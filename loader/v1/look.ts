import { find } from '../dom.ts'
import { inkOn } from '../ink.ts'
import { live } from '../live.ts'
import { channel, config } from '../settings.ts'
import { BUTTON, CONTAINER, COUNT, ENTRANCE, FRAME, PANEL } from './names.ts'
import { state } from './state.ts'

// Stands in for look.ts.

var LEAST_HORIZONTAL = 40
var LEAST_VERTICAL = 20
var BOX = 60
var TOP = 2147483646
var PHONE = '@media(max-width:640px){'
var OPEN = '#' + CONTAINER + '[data-open]~'

var worn: string

/** Dresses what is on the page as the settings want it. */
export function dress(): void {
  var styles = stylesNow()
  var rules = ''
  var id
  for (id in styles) rules += rule('#' + id, styles[id]!)
  rules +=
    rule(
      '#' + BUTTON,
      'content:"";display:block;width:0;margin:0 auto 4px;border:9px solid;border-radius:50% 50% 50% 0',
      '::before'
    ) +
    rule(OPEN + '#' + FRAME, 'visibility:visible') +
    PHONE +
    rule(
      '#' + FRAME,
      'top:0;right:0;bottom:0;left:0;width:100%;height:100%;max-width:none;max-height:none;border-radius:0'
    ) +
    rule(OPEN + '#' + FRAME + '~#' + PANEL, 'display:block') +
    '}'
  try {
    var sheets = document.adoptedStyleSheets
    var sheet = (live.sheet = live.sheet || new CSSStyleSheet())
    if (rules !== worn) sheet.replaceSync((worn = rules))
    if (sheets.indexOf(sheet) < 0) sheets.unshift(sheet)
  } catch (_notConstructible) {
    for (id in styles) wear(find(id), styles[id]!)
  }
}

/** The weight of two elements: below any rule of the page for these names, above its resets of `div` and `a`. */
function rule(selector: string, style: string, after?: string): string {
  return 'html body :where(' + selector + ')' + (after || '') + '{' + style + '}'
}

/** Once: what the page has changed since stays. */
function wear(element: HTMLElement | null, style: string): void {
  if (element && !element.style.boxSizing) element.style.cssText = style + ';' + element.style.cssText
}

function stylesNow(): Record<string, string> {
  var look = state.look
  var size = look['size'] || {}
  var color = config['color'] || channel()[1]
  var side = (config['location'] ? config['location'] == 2 : channel()[3]) ? 'left:' : 'right:'
  var width = within(size.width, 360, 640, 360)
  var height = within(size.height, 430, 720, 540)
  var beside = within(
    look['horizontal'],
    LEAST_HORIZONTAL,
    innerWidth - BOX - LEAST_HORIZONTAL,
    LEAST_HORIZONTAL
  )
  var below = within(look['vertical'], LEAST_VERTICAL, innerHeight - BOX - LEAST_VERTICAL, LEAST_VERTICAL)
  var margin = config['custom'] ? within(look['customMargin'], 0, innerWidth, beside) : beside
  // Where there is no room above the entrance the window covers it.
  var bottom = Math.max(0, Math.min(config['custom'] ? below : below + BOX + 16, innerHeight - height - 24))
  var styles: Record<string, string> = {}
  styles[ENTRANCE] =
    'box-sizing:border-box;position:fixed;z-index:' +
    TOP +
    ';bottom:' +
    below +
    'px;' +
    side +
    beside +
    'px;min-width:60px;height:60px;border-radius:30px;box-shadow:0 4px 16px #0005;cursor:pointer;background:#' +
    color +
    ';color:' +
    inkOn(color)
  styles[BUTTON] =
    'box-sizing:border-box;display:block;height:60px;padding:12px 6px 0;border-radius:30px;color:inherit;font:12px/16px sans-serif;text-align:center;text-decoration:none;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;max-width:160px'
  styles[COUNT] =
    'box-sizing:border-box;position:absolute;top:-4px;right:-4px;min-width:20px;padding:0 5px;border-radius:10px;background:#c81e1e;color:#fff;font:700 12px/20px sans-serif;text-align:center'
  styles[FRAME] =
    'box-sizing:border-box;position:fixed;z-index:' +
    (TOP + 1) +
    ';visibility:hidden;border:0;border-radius:12px;box-shadow:0 8px 40px rgba(0,0,0,.3);background:#fff;width:' +
    width +
    'px;height:' +
    height +
    'px;max-width:calc(100% - 48px);max-height:calc(100% - ' +
    (bottom + 24) +
    'px);bottom:' +
    bottom +
    'px;' +
    side +
    within(margin, 0, innerWidth - width - 24, 0) +
    'px'
  styles[PANEL] =
    'box-sizing:border-box;position:fixed;z-index:' +
    TOP +
    ';display:none;top:0;right:0;bottom:0;left:0;background:#fff'
  return styles
}

/** Pixels, whatever the page has written. */
function within(given: unknown, least: number, most: number, usual: number): number {
  var number = parseInt(given as string, 10)
  return Math.max(least, Math.min(most, isNaN(number) ? usual : number))
}
