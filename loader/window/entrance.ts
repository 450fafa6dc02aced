import { ENTRANCE } from '../names.ts'

const DOWN =
  'display:block;width:12px;height:12px;margin:-6px auto 0;padding:0;border:solid;border-width:0 3px 3px 0;transform:rotate(45deg)'
const BADGE =
  'position:absolute;top:-4px;right:-4px;min-width:10px;padding:0 5px;border-radius:10px;background:#c81e1e;color:#fff;font:700 12px/20px sans-serif'

let closed: string | undefined

/** What the core's entrance shows of the window and of what waits in it. */
type State = {
  isOpen: boolean
  unread: number
  /** In the visitor's language, once the chat has told; the core's until then. */
  label: string | undefined
}

export function showOnEntrance({ isOpen, unread, label: told }: State): void {
  const button = document.getElementById(ENTRANCE)
  if (!button) return
  const count = isOpen || !unread ? '' : unread > 99 ? '99+' : String(unread)
  const label = told ?? (button.getAttribute('aria-label') ?? '').replace(/ \([\d+]*\)$/, '')
  button.setAttribute('aria-label', count ? `${label} (${count})` : label)
  button.setAttribute('aria-expanded', String(isOpen))
  const icon = button.querySelector('i')
  if (icon) {
    closed ??= icon.style.cssText
    icon.style.cssText = isOpen ? DOWN : closed
  }
  const badge = button.querySelector('span')
  if (!count) badge?.remove()
  else (badge ?? addBadge(button)).textContent = count
}

function addBadge(button: HTMLElement): HTMLElement {
  const badge = document.createElement('span')
  badge.style.cssText = BADGE
  button.append(badge)
  return badge
}
