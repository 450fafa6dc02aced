import { inkOn } from './ink.ts'
import { live } from './live.ts'
import { CONTAINER, ENTRANCE } from './names.ts'
import { channel, config } from './settings.ts'

// The weight of two elements: below any rule of the page for our ids and classes, above its resets of `button` and `div`.
var BEFORE = 'html body :where(#'

var worn: string

/** Dresses what the core draws as the settings want it. */
export function dress(entrance: HTMLElement | undefined): void {
  var own = channel()
  var color = config['color'] || own[1]
  var style =
    'position:fixed;z-index:2147483646;bottom:24px;' +
    ((config['location'] ? config['location'] == 2 : own[3]) ? 'left' : 'right') +
    ':24px;width:56px;height:56px;padding:0;border:0;border-radius:50%;box-shadow:0 4px 16px #0005;cursor:pointer;background:#' +
    color +
    ';color:' +
    inkOn(color)
  var rules =
    BEFORE + ENTRANCE + '){' + style + '}' + BEFORE + CONTAINER + '){position:fixed;visibility:hidden}'
  try {
    var sheets = document.adoptedStyleSheets
    var sheet = (live.sheet = live.sheet || new CSSStyleSheet())
    if (rules != worn) sheet.replaceSync((worn = rules))
    // Ahead of the window's; again when the page has set a list of its own.
    if (sheets.indexOf(sheet) < 0) sheets.unshift(sheet)
  } catch (_notConstructible) {
    // Once: what the page has changed since stays.
    if (entrance && !entrance.style.width) entrance.style.cssText = style
  }
}
