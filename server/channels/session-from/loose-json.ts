// SF-robust: JSON that was cut off in its middle still says something. What is not there whole is left out.

export type Loose = { value: unknown; isWhole: boolean }

const DEEPEST = 32

/** Undefined where nothing can be made of it. */
export function readLoose(text: string): Loose | undefined {
  const whole = parse(text)
  if (whole) return { value: whole.value, isWhole: true }
  const start = text.search(/[[{]/)
  if (start < 0) return undefined
  for (const candidate of completions(text.slice(start))) {
    const found = parse(candidate)
    if (found) return { value: found.value, isWhole: false }
  }
  return undefined
}

/** The text closed at its end, and at the last place where a value was whole. */
function* completions(text: string): Generator<string> {
  const open: string[] = []
  let isInString = false
  let cut = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (isInString) {
      if (char === '\\') i++
      else if (char === '"') isInString = false
      continue
    }
    if (char === '"') isInString = true
    else if (char === '{' || char === '[') {
      if (open.push(char === '{' ? '}' : ']') > DEEPEST) return
      cut = text.slice(0, i + 1) + closing(open)
    } else if (char === '}' || char === ']') {
      if (open.pop() !== char) return
      cut = text.slice(0, i + 1) + closing(open)
      // What follows belongs to nothing
      if (open.length === 0) return yield cut
    } else if (char === ',') cut = text.slice(0, i) + closing(open)
  }
  if (!isInString) yield text + closing(open)
  if (cut !== '') yield cut
}

const closing = (open: readonly string[]) => open.toReversed().join('')

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
