// container_style: what a page may change about the window. Everything else about it has to hold for the chat to be usable.

// Beginnings of names: what belongs to a family that is allowed is harmless.
const ALLOWED =
  /^(outline|border(?!-im)|margin|top|right|bottom|left|inset|box-shadow|background(-color)?$|opacity|z-index|transform)/
/** Neither strings, escapes nor blocks. */
const VALUE = /^[\w\s#%.,()+*/-]*$/
/** Nothing that could load something. */
const CALLS =
  /^(rgb|hsl|hwb|ok|lab|lch|color|calc|min|max|clamp|env|[a-z-]+-gradient|translate|scale|rotate|skew|persp|matrix)/i

export type ContainerStyle = { style: string; refused: string[] }

/** The declarations that count, as the browser writes them, and a reason for each that does not. */
export function readContainerStyle(given: unknown): ContainerStyle {
  const read: ContainerStyle = { style: '', refused: [] }
  // Text of another kind the chat tells of, as of every key.
  if (typeof given !== 'string' || given.length > 2_000) return read
  const { style } = document.createElement('div')
  // Semicolons in brackets are part of an address.
  for (const declaration of given.split(/;(?![^(]*\))/)) {
    const [, name = declaration, value = ''] = /^([^:]*):([^]*)$/.exec(declaration) ?? []
    const property = name.trim().toLowerCase()
    if (!property || property === 'height' || property === 'width') continue
    const isAllowed = ALLOWED.test(property)
    const isFit = isAllowed && isPlain(value)
    if (isFit) style.setProperty(property, value.trim())
    if (!isFit || !style.getPropertyValue(property))
      read.refused.push(`${property} cannot be set${isAllowed ? ' to that' : ''}`)
  }
  read.style = style.cssText
  return read
}

function isPlain(value: string): boolean {
  const calls = [...value.matchAll(/([\w-]*)\(/g)].map(([, name]) => name!)
  return VALUE.test(value.trim()) && calls.every(name => !name || CALLS.test(name))
}
