import { ENTRANCE } from '../names.ts'

const DOWN = 'M12 16.5 4 8.5l2-2 6 6 6-6 2 2z'
const BADGE =
  'position:absolute;top:-4px;right:-4px;min-width:10px;padding:0 5px;border-radius:10px;background:#c81e1e;color:#fff;font:700 12px/20px sans-serif'

let closed: string | null = null

/** Shows on the core's entrance whether the window is open and what waits in it. */
export function showOnEntrance({ isOpen, unread }: { isOpen: boolean; unread: number }): void {
  const button = document.getElementById(ENTRANCE)
  if (!button) return
  const count = isOpen || !unread ? '' : unread > 99 ? '99+' : String(unread)
  const label = (button.getAttribute('aria-label') ?? '').replace(/ \([\d+]*\)$/, '')
  button.setAttribute('aria-label', count ? `${label} (${count})` : label)
  button.setAttribute('aria-expanded', String(isOpen))
  const icon = button.querySelector('path')
  closed ??= icon?.getAttribute('d') ?? null
  if (closed) icon?.setAttribute('d', isOpen ? DOWN : closed)
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
