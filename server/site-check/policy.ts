// Whether a page's Content-Security-Policy lets ours in, as far as that can be told without running it. All policies of a page count at once.

export type Policy = ReadonlyMap<string, readonly string[]>

/** Several in one header stand behind commas. */
export const readPolicies = (texts: readonly string[]): Policy[] =>
  texts
    .flatMap(text => text.split(','))
    .map(readPolicy)
    .filter(({ size }) => size > 0)

function readPolicy(text: string): Policy {
  const directives = new Map<string, string[]>()
  for (const part of text.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/)
    // The first of a name counts
    if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources)
  }
  return directives
}

/** The sources that govern, by the first of these directives that is there; undefined: everything may. */
const sourcesOf = (policy: Policy, names: readonly string[]) =>
  names.map(name => policy.get(name)).find(sources => sources !== undefined)

const SCRIPTS = ['script-src-elem', 'script-src', 'default-src']
const FRAMES = ['frame-src', 'child-src', 'default-src']

const isNonceOrHash = (source: string) => /^'(nonce-|sha(256|384|512)-)/i.test(source)
const has = (sources: readonly string[], keyword: string) =>
  sources.some(source => source.toLowerCase() === keyword)

const hasNonce = (sources: readonly string[], nonce: string | undefined) =>
  nonce !== undefined && sources.includes(`'nonce-${nonce}'`)

export type Asked = {
  url: URL
  page: URL
  /** Of the script element. */
  nonce: string | undefined
  /** By another script, which is judged for itself. */
  isMade: boolean
}

/** Whether a script of that address is run; one that an allowed script makes, too, where the policy says `strict-dynamic`. */
export function allowsScript(policy: Policy, { url, page, nonce, isMade }: Asked): boolean {
  const sources = sourcesOf(policy, SCRIPTS)
  if (!sources) return true
  if (hasNonce(sources, nonce)) return true
  // Lists of hosts count for nothing then, only who has made it
  if (has(sources, "'strict-dynamic'")) return isMade
  return sources.some(source => fits(source, url, page))
}

/** Whether what stands in the page itself is run. Hashes are believed. */
export function allowsInline(policy: Policy, nonce: string | undefined): boolean {
  const sources = sourcesOf(policy, SCRIPTS)
  if (!sources) return true
  if (sources.some(source => /^'sha(256|384|512)-/i.test(source))) return true
  if (hasNonce(sources, nonce)) return true
  return has(sources, "'unsafe-inline'") && !sources.some(isNonceOrHash)
}

export function allowsFrame(policy: Policy, { url, page }: Pick<Asked, 'url' | 'page'>): boolean {
  const sources = sourcesOf(policy, FRAMES)
  return !sources || sources.some(source => fits(source, url, page))
}

/** Whether our policy of Trusted Types may be made, and scripts made from a string are not needed. */
export function allowsTypes(policy: Policy, makesScript: boolean): boolean {
  if (!policy.get('require-trusted-types-for')?.some(one => one.toLowerCase() === "'script'")) return true
  if (makesScript) return false
  const names = policy.get('trusted-types')
  return !names || names.includes('openzc') || names.includes('*')
}

function fits(source: string, url: URL, page: URL): boolean {
  const text = source.toLowerCase()
  if (text === "'self'") return url.origin === page.origin
  if (text === '*') return /^https?:$/.test(url.protocol)
  if (/^[a-z][a-z\d+.-]*:$/.test(text)) return meets(text, url.protocol)
  const [, scheme, host = '', port, path = ''] =
    /^(?:([a-z][a-z\d+.-]*:)\/\/)?([^:/]+)(?::(\d+|\*))?(\/.*)?$/.exec(text) ?? []
  if (!host || host.startsWith("'")) return false
  if (!meets(scheme ?? page.protocol, url.protocol)) return false
  const isHost = host.startsWith('*.')
    ? url.hostname.endsWith(host.slice(1))
    : host === '*' || host === url.hostname.toLowerCase()
  return isHost && isPort(port, url) && isPath(path, url.pathname)
}

/** What is named without encryption may come with it. */
const meets = (named: string, used: string) => named === used || (named === 'http:' && used === 'https:')

const isPort = (port: string | undefined, url: URL) =>
  port === '*' ||
  (port === undefined ? url.port === '' : port === (url.port || (url.protocol === 'https:' ? '443' : '80')))

const isPath = (path: string, asked: string) =>
  path === '' ||
  path === '/' ||
  (path.endsWith('/') ? asked.toLowerCase().startsWith(path) : asked.toLowerCase() === path)
