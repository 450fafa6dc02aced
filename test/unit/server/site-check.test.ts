import { expect, test } from 'vitest'
import { judgePage, type Wanted } from '#server/site-check/judge'
import { snippetFor } from '#server/api/snippet'

const ORIGIN = 'https://chat.example'
const SYSNUM = '0'.repeat(31) + '1'
const WANTED: Wanted = {
  origin: ORIGIN,
  sysnum: SYSNUM,
  channel: 2,
  channels: [1, 2],
  domains: [],
  integrityOf: version => (version === '1.0.0-abc' ? 'sha384-right' : undefined)
}
const SNIPPET = snippetFor({ origin: ORIGIN, sysnum: SYSNUM, number: 2 })
const CONFIG = `<script nonce="n1">zc('config', { "channelid": "2" })</script>`
const script = (more = '', path = 'frame/v2/entrance.js') =>
  `<script nonce="n1" async src="${ORIGIN}/chat/${path}?sysnum=${SYSNUM}" ${more}></script>${CONFIG}`

const codes = (
  html: string,
  { policy, ...more }: Partial<Wanted> & { policy?: string } = {},
  url = 'https://shop.example/a'
) =>
  judgePage(
    { url, html: `<!doctype html><title>x</title><body>${html}`, policy },
    { ...WANTED, ...more }
  ).map(({ code }) => code)

test('[ADM-channel] the snippet as it is copied, and the static one, are right', () => {
  expect(codes(SNIPPET)).toEqual(['ok'])
  expect(codes(script())).toEqual(['ok'])
  // As the wild has it: without a protocol, with other quotes, in upper case
  expect(codes(SNIPPET.replace(/'https:(\/\/chat[^']*)'/, '"$1"'))).toEqual(['ok'])
  expect(codes(script().replace('<script nonce', '<SCRIPT nonce'))).toEqual(['ok'])
})

test.each([
  ['nothing is there', '<p>hello</p>', ['missing']],
  ['it stands in a comment', `<!-- ${SNIPPET} -->`, ['missing']],
  ['it stands in a template that is not run', `<script type="text/template">${SNIPPET}`, ['missing']],
  ['its address is put together', `<script>x.src = host + '/entrance.js'</script>`, ['unreadable']],
  [
    'it still leads to the service of before',
    SNIPPET.replace('chat.example', 'www.sobot.com'),
    ['elsewhere']
  ],
  ['it comes without encryption', SNIPPET.replace('https:', 'http:'), ['mixed']],
  ['it has no sysnum', SNIPPET.replace(/\?sysnum=\w+/, ''), ['sysnum-missing']],
  ['it has that of another company', SNIPPET.replace(SYSNUM, 'f'.repeat(32)), ['sysnum-other']],
  [
    'it names a channel that is not there',
    SNIPPET.replace('channelid: 2', 'channelid: 9'),
    ['channel-unknown']
  ],
  ['it names another channel', SNIPPET.replace('channelid: 2', 'channelid: 1'), ['channel-other', 'ok']],
  ['it names none, so the first counts', SNIPPET.replace('channelid: 2', ''), ['channel-first', 'ok']],
  ['it is there twice', SNIPPET + SNIPPET, ['doubled']],
  ['it is of the first generation', script('', 'frame/js/entrance.js'), ['first-generation', 'ok']],
  ['a hash is of a file that changes', script('integrity="sha384-x" crossorigin'), ['integrity-moving']],
  [
    'a hash is another one',
    script('integrity="sha384-x" crossorigin', 'frame/v2/entrance.1.0.0-abc.js'),
    ['integrity-wrong']
  ],
  [
    'a pinned script is right',
    script('integrity="sha384-right" crossorigin', 'frame/v2/entrance.1.0.0-abc.js'),
    ['ok']
  ],
  [
    'a pinned script lacks crossorigin',
    script('integrity="sha384-right"', 'frame/v2/entrance.1.0.0-abc.js'),
    ['integrity-crossorigin']
  ]
] as const)('[ADM-channel] “check my site” says so when %s', (_what, html, expected) => {
  expect(codes(html)).toEqual(expected)
})

test('[ADM-channel] pages of sites that may not show it are told', () => {
  expect(codes(SNIPPET, { domains: ['shop.example'] })).toEqual(['ok'])
  expect(codes(SNIPPET, { domains: ['*.shop.example'] })).toEqual(['domain'])
  expect(codes(SNIPPET, { domains: ['*.shop.example'] }, 'https://www.shop.example/')).toEqual(['ok'])
})

const FRAME = `frame-src ${ORIGIN}`
test.each([
  ["script-src 'self'", SNIPPET, ['csp-inline', 'csp-script']],
  ["script-src 'unsafe-inline' https://chat.example", SNIPPET, ['ok']],
  ["script-src 'unsafe-inline' https://*.example", SNIPPET, ['ok']],
  ["script-src 'unsafe-inline' https://chat.example:8443", SNIPPET, ['csp-script']],
  ["default-src 'self' 'unsafe-inline' https:", SNIPPET, ['ok']],
  ["default-src 'self' 'unsafe-inline'", SNIPPET, ['csp-script', 'csp-frame']],
  [`script-src 'nonce-n1' 'strict-dynamic'; ${FRAME}`, script(), ['ok']],
  [`script-src 'nonce-n2' 'strict-dynamic'; ${FRAME}`, script(), ['csp-script']],
  [
    `script-src 'nonce-n1' 'strict-dynamic'; ${FRAME}`,
    SNIPPET.replace('<script', '<script nonce="n1"'),
    ['ok']
  ],
  [`script-src 'nonce-n1'; ${FRAME}`, SNIPPET.replace('<script', '<script nonce="n1"'), ['csp-script']],
  [`require-trusted-types-for 'script'`, SNIPPET, ['csp-types']],
  [`require-trusted-types-for 'script'; trusted-types openzc`, script(), ['ok']],
  [`require-trusted-types-for 'script'; trusted-types mine`, script(), ['csp-types']],
  ["frame-src 'self', script-src *", script(), ['csp-frame']]
] as const)('[ADM-channel] with the policy %s', (policy, html, expected) => {
  expect(codes(html, { policy })).toEqual(expected)
})

test('[ADM-channel] a policy in the page counts as one in the header, and however deep a page is, it is read', () => {
  const meta = `<meta http-equiv="Content-Security-Policy" content="frame-src 'none'">`
  expect(codes(meta + script())).toEqual(['csp-frame'])
  expect(codes('<div>'.repeat(20_000) + SNIPPET)).toEqual(['ok'])
})
