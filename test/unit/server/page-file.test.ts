import { createHash } from 'node:crypto'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createPageFile } from '../../../server/http/page-file.ts'

const SCRIPT = `console.log(${JSON.stringify('chat '.repeat(5_000))})`
const HTML = `<!doctype html><style>b{color:red}</style><script type="module">${SCRIPT}</script><script type="application/json">__OPENZC_PAGE__</script>`

describe('a page that carries its script in itself', () => {
  test.each([
    ['nothing', null],
    ['a company', { name: '王 & Söhne', domains: ['*.example.com'] }],
    ['more than one piece holds', { name: 'é'.repeat(70_000) }],
    ['exactly one piece', { name: 'x'.repeat(65_535 - '{"name":""}</script>'.length) }]
  ])('is the same in every encoding, with %s', async (_what, facts) => {
    const { bytes } = (await createPageFile(HTML)).complete(facts)
    const whole = HTML.replace('__OPENZC_PAGE__', () => JSON.stringify(facts))
    expect(Buffer.from(bytes.identity).toString()).toBe(whole)
    expect(gunzipSync(bytes.gzip).toString()).toBe(whole)
    expect(brotliDecompressSync(bytes.br).toString()).toBe(whole)
  })

  test('facts cannot end their element', async () => {
    const text = Buffer.from((await createPageFile(HTML)).complete('</script><b>').bytes.identity).toString()
    expect(text).not.toContain('</script><b>')
    expect(text).toContain('\\u003c/script>')
  })

  test('is known by an ETag that changes with the facts and with the build', async () => {
    const page = await createPageFile(HTML)
    const etags = [
      page.complete({ a: 1 }),
      page.complete({ a: 2 }),
      (await createPageFile(HTML.replace('red', 'tan'))).complete({ a: 1 })
    ]
    expect(new Set(etags.map(({ etag }) => etag)).size).toBe(3)
    expect(page.complete({ a: 1 }).etag).toBe(etags[0]!.etag)
  })

  test('names the hashes of its own script and styles, not of the data', async () => {
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    const page = await createPageFile(HTML)
    expect(page.scripts).toEqual([hash(SCRIPT)])
    expect(page.styles).toEqual([hash('b{color:red}')])
  })
})
