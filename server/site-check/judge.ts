import { FINDINGS, type Finding, type FindingCode } from '#protocol/api/site-check'
import { allowsFrame, allowsInline, allowsScript, allowsTypes, readPolicies, type Policy } from './policy.ts'
import { readPage, type Page, type Script } from './read-page.ts'

// ADM-channel, “check my site”: what can be said of a page by its HTML and headers. Pure: who fetches it is server/api/site-check.ts.

/** What the page should have. */
export type Wanted = {
  /** Of the chat server. */
  origin: string
  sysnum: string
  channel: number
  /** Those that there are; without `channelid` the first one counts. */
  channels: readonly number[]
  /** Hosts whose pages may show the chat; empty: all. */
  domains: readonly string[]
  /** Hash of a pinned version, where we know it. */
  integrityOf(version: string): string | undefined
}

export type Fetched = { url: string; html: string; policy: string | undefined }

/** `script`: the element in which it was found. */
type Snippet = { url: URL; script: Script; isInline: boolean }

const PATHS = /\/chat\/(?:frame\/(?:v2|v6|js)\/entrance(?:\.\d[\w.-]*)?\.js|pc\/pc\.min\.js)$/i
const FIRST = /\/chat\/(frame\/js|pc)\//i
const PINNED = /\/entrance\.(\d[\w.-]*)\.js$/i
/** An address in a script's text, as every snippet has it: whole, between quotes. */
const IN_TEXT = /["'`]((?:https?:)?\/\/[^"'`\s]+?(?:entrance[^"'`\s/]*\.js|pc\.min\.js)[^"'`\s]*)["'`]/gi
const CHANNEL = /["']?channelid["']?\s*[:=]\s*["']?(\d{1,9})/i

const say = (code: FindingCode, values: Record<string, string> = {}): Finding => ({
  code,
  level: FINDINGS[code],
  values
})

export function judgePage({ url, html, policy }: Fetched, wanted: Wanted): Finding[] {
  const at = new URL(url)
  const page = readPage(html)
  const snippets = snippetsOf(page, at)
  const first = snippets.find(one => one.url.origin === wanted.origin) ?? snippets[0]
  if (!first) {
    const isThere = page.scripts.some(({ text }) => /zhichiScript|entrance\.js/.test(text))
    return [isThere ? say('unreadable') : say('missing', { origin: wanted.origin })]
  }
  const policies = readPolicies([...(policy ? [policy] : []), ...page.policies])
  const findings = [
    ...ofAddress(first, wanted, at),
    ...ofChannel(first, page, wanted),
    ...(snippets.length > 1 ? [say('doubled', { count: String(snippets.length) })] : []),
    ...ofDomain(at, wanted),
    ...ofPolicy(first, policies, { origin: wanted.origin, at }),
    ...ofIntegrity(first, wanted)
  ]
  return findings.some(({ level }) => level === 'problem') ? findings : [...findings, say('ok')]
}

function snippetsOf(page: Page, at: URL): Snippet[] {
  const base = (page.base && URL.parse(page.base, at)) || at
  return page.scripts.flatMap((script): Snippet[] => {
    if (script.src !== null) {
      const url = URL.parse(script.src, base)
      return url && PATHS.test(url.pathname) ? [{ url, script, isInline: false }] : []
    }
    return [...script.text.matchAll(IN_TEXT)].flatMap(([, found]) => {
      const url = URL.parse(found!.replaceAll('&amp;', '&'), at)
      return url && PATHS.test(url.pathname) ? [{ url, script, isInline: true }] : []
    })
  })
}

function ofAddress({ url }: Snippet, { origin, sysnum }: Wanted, at: URL): Finding[] {
  const found = url.searchParams.get('sysnum')
  const ours = new URL(origin)
  const isMixed = at.protocol === 'https:' && url.protocol === 'http:'
  return [
    ...(url.host === ours.host ? [] : [say('elsewhere', { found: url.host, wanted: ours.host })]),
    ...(isMixed ? [say('mixed', { found: url.origin })] : []),
    ...(found === null ? [say('sysnum-missing', { wanted: sysnum })] : []),
    ...(found !== null && found !== sysnum
      ? [say('sysnum-other', { found: found.slice(0, 64), wanted: sysnum })]
      : []),
    ...(FIRST.test(url.pathname) ? [say('first-generation', { found: url.pathname })] : [])
  ]
}

function ofChannel({ url }: Snippet, page: Page, { channel, channels }: Wanted): Finding[] {
  const inText = page.scripts.map(({ text }) => CHANNEL.exec(text)?.[1]).find(Boolean)
  const found = inText ?? url.searchParams.get('channelid')
  const values = { found: found ?? '', wanted: String(channel) }
  if (!found)
    return channels[0] === channel ? [] : [say('channel-first', { ...values, found: String(channels[0]) })]
  if (!channels.includes(Number(found))) return [say('channel-unknown', values)]
  return Number(found) === channel ? [] : [say('channel-other', values)]
}

function ofDomain({ hostname }: URL, { domains }: Wanted): Finding[] {
  const isAllowed = domains.some(one =>
    one.startsWith('*.') ? hostname.endsWith(one.slice(1)) : one === hostname
  )
  return domains.length === 0 || isAllowed ? [] : [say('domain', { found: hostname })]
}

function ofPolicy(
  { url, script, isInline }: Snippet,
  policies: readonly Policy[],
  { origin, at }: { origin: string; at: URL }
): Finding[] {
  const nonce = script.attributes['nonce']
  const asked = { url, page: at, nonce: isInline ? undefined : nonce, isMade: isInline }
  const refusing = (allows: (policy: Policy) => boolean) => policies.some(policy => !allows(policy))
  const values = { origin }
  return [
    ...(isInline && refusing(policy => allowsInline(policy, nonce)) ? [say('csp-inline', values)] : []),
    ...(refusing(policy => allowsScript(policy, asked)) ? [say('csp-script', values)] : []),
    ...(refusing(policy => allowsFrame(policy, { url: new URL(origin), page: at }))
      ? [say('csp-frame', values)]
      : []),
    ...(refusing(policy => allowsTypes(policy, isInline)) ? [say('csp-types', values)] : [])
  ]
}

function ofIntegrity({ url, script }: Snippet, { integrityOf }: Wanted): Finding[] {
  const { integrity, crossorigin } = script.attributes
  if (integrity === undefined || script.src === null) return []
  const version = PINNED.exec(url.pathname)?.[1]
  if (version === undefined) return [say('integrity-moving')]
  const known = integrityOf(version)
  const isWrong = known !== undefined && !integrity.trim().split(/\s+/).includes(known)
  return [
    ...(isWrong ? [say('integrity-wrong', { wanted: known, found: version })] : []),
    ...(crossorigin === undefined ? [say('integrity-crossorigin')] : [])
  ]
}
