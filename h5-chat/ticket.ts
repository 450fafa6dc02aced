/** From the page whose entrance opened this one; it serves once and is no part of an address that is shared or kept. */
export function takeTicket(): string | undefined {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket')
  if (ticket !== null) history.replaceState(history.state, '', location.pathname + location.search)
  return ticket || undefined
}
