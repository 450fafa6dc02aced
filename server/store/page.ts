/** What a list is asked for: so many, behind the one where the page before ended. */
export type Asked = { limit: number; after?: string | undefined }
export type Page<T> = { items: T[]; next: string | null }

/** `rows` has one more than was asked for where more follow. */
export function pageOf<T>(rows: T[], { limit }: Asked, keyOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? keyOf(items.at(-1)!) : null }
}

/** A page of a list that is short enough to be read whole. */
export function pageOfAll<T>(all: T[], { limit, after }: Asked, keyOf: (row: T) => string): Page<T> {
  const from = after === undefined ? 0 : all.findIndex(one => keyOf(one) === after) + 1
  return pageOf(all.slice(from, from + limit + 1), { limit, after }, keyOf)
}
