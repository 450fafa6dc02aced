/** Where in the administration: `agents`, `groups/sales`, `keys?after=…`. */
export type Place = { page: string; id: string | undefined; query: Readonly<Record<string, string>> }

export function parsePlace(text: string): Place {
  const [path = '', query = ''] = text.split('?')
  const [page = '', id] = path.split('/')
  return {
    page,
    id: id ? decodeURIComponent(id) : undefined,
    query: Object.fromEntries(new URLSearchParams(query))
  }
}

export function formatPlace({ page, id, query }: Place): string {
  const rest = new URLSearchParams(query).toString()
  return `${page}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${rest ? `?${rest}` : ''}`
}

/** Instead of an id: something is being made. */
export const NEW = 'new'
