import type { Given } from '#protocol/api/operations'

/** What the search screen shows, as it stands in the address. */
export type SearchPlace = {
  q: string
  of: 'messages' | 'visitors'
  /** Days such as 2026-10-01, both of them included; empty: whenever. */
  from: string
  to: string
  agent: string
  channel: string
  /** The hit that is open: `<conversation>.<seq>`. */
  open: string
}

const NAMES = ['q', 'from', 'to', 'agent', 'channel', 'open'] as const

export function parseSearch(text: string): SearchPlace {
  const query = new URLSearchParams(text)
  const place = Object.fromEntries(NAMES.map(name => [name, query.get(name) ?? ''])) as Omit<
    SearchPlace,
    'of'
  >
  return { ...place, of: query.get('of') === 'visitors' ? 'visitors' : 'messages' }
}

export const formatSearch = (place: SearchPlace): string =>
  String(
    new URLSearchParams(
      Object.entries(place).filter(([name, value]) => value !== '' && (name !== 'of' || value === 'visitors'))
    )
  )

/** Midnight where the agent is, `later` days on; undefined where there is no such day. */
function startOf(day: string, later = 0): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  if (!year) return undefined
  const at = new Date(Number(year), Number(month) - 1, Number(date) + later).getTime()
  return at >= 0 ? String(at) : undefined
}

/** What the server is asked for. */
export const givenOf = ({ q, of, from, to, agent, channel }: SearchPlace): Given<'search'> => ({
  q,
  of,
  from: startOf(from),
  to: startOf(to, 1),
  agent: agent || undefined,
  channel: channel || undefined
})
