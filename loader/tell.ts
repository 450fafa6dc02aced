/** Runs code of the page in a task of its own: a tick later, and what it throws reaches `window.onerror` as the page's. */
export function tell(callback: unknown, value: unknown): void {
  if (callback && (callback as Function).call) setTimeout(callback as Function, 0, value)
}
