/** The known name that a mistyped one most likely means, if any is close. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase().slice(0, 40)
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const one of known) {
    const far = distance(wanted, one.toLowerCase())
    if (far >= least) continue
    best = one
    least = far
  }
  return best
}

/** How many letters have to be put in, taken out or exchanged. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const exchanged = above[j - 1]! + Number(a[i - 1] !== b[j - 1])
      row.push(Math.min(exchanged, above[j]! + 1, row[j - 1]! + 1))
    }
    above = row
  }
  return above[b.length]!
}
