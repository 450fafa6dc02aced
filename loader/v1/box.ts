import { find } from '../dom.ts'
import { labelIn } from '../label.ts'
import { config } from '../settings.ts'
import { isOpen } from './frame.ts'
import { BUTTON, COUNT, FRAME } from './names.ts'
import { state } from './state.ts'

var unread = 0

export function setUnread(count: number): void {
  unread = count
  showState()
}

/** What the entrance says: what it is, or that it closes the window, and what waits in there. */
export function showState(): void {
  var button = find(BUTTON)
  var badge = find(COUNT)
  var frame = find(FRAME)
  var open = isOpen()
  var text = open ? closeIn(config['locale']) : titleOf(state.look['title']) || labelIn(config['locale'])
  var count = open || !unread ? '' : unread > 99 ? '99+' : String(unread)
  if (button) {
    write(button.getElementsByTagName('span')[0], text)
    button.setAttribute('aria-label', count ? text + ' (' + count + ')' : text)
    button.setAttribute('aria-expanded', String(open))
  }
  if (badge) {
    write(badge, count)
    badge.style.display = count ? '' : 'none'
  }
  // Only where no rule can say it.
  if (frame && frame.style.visibility) frame.style.visibility = open ? 'visible' : 'hidden'
}

function write(element: HTMLElement | undefined, text: string): void {
  if (!element) return
  var node = element.firstChild || element.appendChild(document.createTextNode(''))
  if (node.nodeValue !== text) node.nodeValue = text
}

function titleOf(given: unknown): string {
  return typeof given == 'string' ? given : ''
}

function closeIn(locale: unknown): string {
  return labelIn(locale) == 'Chat' ? 'Close' : '收起'
}
