import { ask } from './chat.ts'
import { labelIn } from './label.ts'
import { dress, undress } from './look.ts'
import { CONTAINER, ENTRANCE } from './names.ts'
import { config } from './settings.ts'

var SVG = 'http://www.w3.org/2000/svg'

var drawn: HTMLElement | undefined

/** An entrance that the page has deleted stays out, unless `again`. */
export function drawEntrance(again?: boolean): void {
  if (!find(CONTAINER)) make('div', CONTAINER)
  if (config['custom'] || (again && !find(ENTRANCE))) {
    remove(ENTRANCE)
    drawn = undefined
  }
  if (!config['custom'] && !drawn) drawn = makeEntrance()
  if (drawn) drawn.setAttribute('aria-label', labelIn(config['locale']))
  dress(drawn)
}

export function removeEntrance(): void {
  remove(ENTRANCE)
  remove(CONTAINER)
  undress()
}

export function make(tag: string, id: string): HTMLElement {
  var made = document.body.appendChild(document.createElement(tag))
  made.id = id
  return made
}

function makeEntrance(): HTMLElement {
  var made = make('button', ENTRANCE)
  made.className = ENTRANCE
  made.setAttribute('aria-expanded', 'false')
  // Not a listener: browsers without them get the entrance, too.
  made.onclick = function () {
    ask(['toggle', made])
  }
  var icon = made.appendChild(document.createElementNS(SVG, 'svg')) as SVGElement
  icon.setAttribute('viewBox', '0 0 24 24')
  icon.style.cssText = 'display:block;width:28px;margin:auto;fill:currentColor'
  ;(icon.appendChild(document.createElementNS(SVG, 'path')) as Element).setAttribute(
    'd',
    'M12 3a10 9 0 1 1-5 17l-5 1 2-5a10 9 0 0 1 8-13z'
  )
  return made
}

function find(id: string): HTMLElement | null {
  return document.getElementById(id)
}

function remove(id: string): void {
  var found = find(id)
  if (found) found.parentNode!.removeChild(found)
}
