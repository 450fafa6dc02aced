import { inkOn } from './ink.ts'
import { CONTAINER, ENTRANCE } from './names.ts'
import { channel, config } from './settings.ts'

// The weight of two elements: below any rule of the page for our ids and classes, above its resets of `button` and `div`.
var BEFORE = 'html body :where(#'

var sheet: CSSStyleSheet | undefined
var worn: string

/** Dresses what the core draws as the settings want it. */
export function dress(entrance: HTMLElement | undefined): void {
  var color = config['color'] || channel().color || '0b7a75'
  var style =
    'position:fixed;z-index:2147483646;bottom:24px;' +
    ((config['location'] || channel().location) == 2 ? 'left' : 'right') +
    ':24px;width:56px;height:56px;padding:0;border:0;border-radius:50%;box-shadow:0 4px 16px #0005;cursor:pointer;background:#' +
    color +
    ';color:' +
    inkOn(color)
  try {
    wear(BEFORE + ENTRANCE + '){' + style + '}' + BEFORE + CONTAINER + '){position:fixed;visibility:hidden}')
  } catch (_notConstructible) {
    // Once: what the page has changed since stays.
    if (entrance && !entrance.style.width) entrance.style.cssText = style
  }
}

function wear(styles: string): void {
  sheet = sheet || new CSSStyleSheet()
  if (styles !== worn) sheet.replaceSync((worn = styles))
  // Ahead of the window's; again when the page has set a list of its own.
  if (document.adoptedStyleSheets.indexOf(sheet) < 0)
    document.adoptedStyleSheets = [sheet].concat(document.adoptedStyleSheets)
}

/** An empty sheet stays: taking it out of the page's list differs from browser to browser. */
export function undress(): void {
  if (sheet) sheet.replaceSync((worn = ''))
}
