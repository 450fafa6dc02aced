/** The last that fits. `findLast` is younger than the oldest browsers that we build for. */
export function lastWhere<T>(list: readonly T[], fits: (one: T) => boolean): T | undefined {
  for (let i = list.length - 1; i >= 0; i--) if (fits(list[i]!)) return list[i]
  return undefined
}
