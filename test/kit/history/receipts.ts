import type { Event, Receipt, Report } from './events.ts'

/** Receipts never go back for who follows them; after a reset everything is new. */
export function checkReceipts(events: readonly Event[], report: Report) {
  const latest = new Map<string, Map<string, Receipt>>()
  for (const event of events) {
    if (event.type === 'reset') latest.delete(`${event.session}\0${event.uid}`)
    if (event.type !== 'receipt') continue
    const roles = rolesOf(latest, `${event.session}\0${event.uid}`)
    const before = roles.get(event.role)
    if (before) checkPair(before, event, report)
    roles.set(event.role, event)
  }
}

function rolesOf(latest: Map<string, Map<string, Receipt>>, key: string): Map<string, Receipt> {
  let roles = latest.get(key)
  if (!roles) latest.set(key, (roles = new Map()))
  return roles
}

function checkPair(before: Receipt, event: Receipt, report: Report) {
  for (const kind of ['delivered', 'read'] as const) {
    if (event[kind] >= before[kind]) continue
    const who = `${event.session} heard of ${event.uid} ${event.role}`
    report('receipt', `${who}: ${kind} ${event[kind]} after ${before[kind]}`)
  }
}
