import { find, make, remove } from '../dom.ts'
import { config } from '../settings.ts'
import { showState } from './box.ts'
import { ask } from './chat.ts'
import { prepare, removeFrame } from './frame.ts'
import { dress } from './look.ts'
import { BUTTON, COUNT, ENTRANCE, TITLE } from './names.ts'

// Stands in for entrance.ts.

var drawn: HTMLElement | undefined
var isHidden: boolean | undefined

/** An entrance that the page has deleted stays out, unless `again`. */
export function drawEntrance(again?: boolean): void {
  prepare()
  if (again && !find(ENTRANCE)) drawn = undefined
  if (!drawn) {
    // Saved pages have one in them that nobody has made.
    remove(ENTRANCE)
    drawn = makeEntrance()
    isHidden = false
  }
  // With buttons of its own the page still finds it. What it has done to it since then stays.
  if (isHidden !== !!config['custom']) {
    isHidden = !isHidden
    drawn.style.display = isHidden ? 'none' : ''
  }
  dress()
  showState()
}

export function removeEntrance(): void {
  remove(ENTRANCE)
  removeFrame()
}

function makeEntrance(): HTMLElement {
  var box = make('div')
  var button = document.createElement('a')
  box.id = ENTRANCE
  button.id = BUTTON
  button.tabIndex = 0
  button.setAttribute('role', 'button')
  // Not a listener: browsers without them get the entrance, too.
  box.onclick = function () {
    ask(['toggle', button])
  }
  button.onkeydown = function (event) {
    if (event.key != 'Enter' && event.key != ' ') return
    event.preventDefault()
    button.click()
  }
  button.appendChild(document.createElement('span')).className = TITLE
  box.appendChild(button)
  box.appendChild(document.createElement('i')).id = COUNT
  return box
}
