import { parse, type DefaultTreeAdapterTypes } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

/** A script of a page: `src` with its attributes, or what stands in it. */
export type Script = { src: string | null; text: string; attributes: Readonly<Record<string, string>> }

export type Page = {
  scripts: Script[]
  /** Policies of its meta elements. */
  policies: string[]
  /** Of `<base>`. */
  base: string | null
}

/** What matters of a page's HTML. Whatever it is, it is read as a browser would; nothing of it is run. */
export function readPage(html: string): Page {
  const page: Page = { scripts: [], policies: [], base: null }
  // Not by calls in calls: a page may be as deep as it likes
  const waiting: Node[] = [parse(html)]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if ('tagName' in node) take(page, node)
    if ('childNodes' in node) waiting.push(...node.childNodes.toReversed())
  }
  return page
}

function take(page: Page, element: Element) {
  const attributes = Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]))
  if (element.tagName === 'script' && isRun(attributes['type']))
    page.scripts.push({ src: attributes['src'] ?? null, text: textOf(element), attributes })
  if (
    element.tagName === 'meta' &&
    attributes['http-equiv']?.toLowerCase() === 'content-security-policy' &&
    attributes['content']
  )
    page.policies.push(attributes['content'])
  if (element.tagName === 'base') page.base ??= attributes['href'] ?? null
}

const isRun = (type = '') => /^(|module|(text|application)\/(x-)?(java|ecma)script)$/i.test(type.trim())

const textOf = ({ childNodes }: Element) =>
  childNodes.map(node => ('value' in node && node.nodeName === '#text' ? node.value : '')).join('')
