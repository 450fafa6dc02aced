import { ask } from './chat.ts'
import { find, make, remove } from './dom.ts'
import { labelIn } from './label.ts'
import { dress } from './look.ts'
import { CONTAINER, ENTRANCE } from './names.ts'
import { config } from './settings.ts'

var drawn: HTMLElement | undefined

/** An entrance that the page has deleted stays out, unless `again`. */
export function drawEntrance(again?: boolean): void {
  if (!find(CONTAINER)) make('div').id = CONTAINER
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
}

function makeEntrance(): HTMLElement {
  var made = make('button')
  made.id = made.className = ENTRANCE
  made.setAttribute('aria-expanded', 'false')
  // Not a listener: browsers without them get the entrance, too.
  made.onclick = function () {
    ask(['toggle', made])
  }
  // A balloon made of nothing but a border: the borders of high contrast modes show it, too.
  made.appendChild(document.createElement('i')).style.cssText =
    'position:absolute;left:15px;top:15px;padding:0;border:13px solid;border-radius:50% 50% 50% 0'
  return made
}
