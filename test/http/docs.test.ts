import { beforeAll, describe, expect, test } from 'vitest'
import { compress } from '#server/assets'
import { KEYS } from '#protocol/keys'
import { guideFiles } from '../../scripts/docs/files.ts'
import { createSite, type Site } from './requests.ts'

let site: Site
beforeAll(async () => {
  const files = new Map([...guideFiles()].map(([name, text]) => [name, compress('text/html', text)]))
  site = await createSite({ assets: { find: path => files.get(path), text: () => '' } })
})

const page = async (path: string) => (await site.request('GET', path)).text()
const linksOf = (html: string) => [...html.matchAll(/href="(\/docs\/[^"#]+)/g)].map(match => match[1]!)

describe('the integration guide', () => {
  test('begins in the language that the browser asks for', async () => {
    const begins = async (language: string) =>
      (await site.request('GET', '/docs', { headers: { 'accept-language': language } })).headers.get(
        'location'
      )
    expect(await begins('zh-CN,zh;q=0.9,en;q=0.8')).toBe('/docs/zh/start.html')
    expect(await begins('de,en;q=0.7')).toBe('/docs/en/start.html')
  })

  test('leads nowhere that is not there, and has each page in both languages', async () => {
    const seen = new Set<string>()
    const waiting = ['/docs/en/start.html']
    for (let path = waiting.pop(); path; path = waiting.pop()) {
      if (seen.has(path)) continue
      seen.add(path)
      const answer = await site.request('GET', path)
      expect([path, answer.status]).toEqual([path, 200])
      if (path.endsWith('.html')) waiting.push(...linksOf(await answer.text()))
    }
    const names = (language: string) =>
      [...seen].filter(path => path.startsWith(`/docs/${language}/`)).map(path => path.split('/').at(-1))
    expect(names('en').length).toBeGreaterThan(8)
    expect(names('zh').toSorted()).toEqual(names('en').toSorted())
  })

  test('lists every key with its spellings in both languages', async () => {
    for (const language of ['en', 'zh']) {
      const html = await page(`/docs/${language}/keys.html`)
      for (const [name, key] of Object.entries(KEYS)) {
        expect(html).toContain(`id="key-${name}"`)
        for (const alias of 'alias' in key ? key.alias : []) expect(html).toContain(`<code>${alias}</code>`)
      }
    }
  })

  test('runs no script and says so', async () => {
    const answer = await site.request('GET', '/docs/en/csp.html')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await answer.text()).not.toMatch(/<script(?!&)/)
  })

  test('gives nothing else away', async () => {
    for (const path of [
      '/docs/../loader/entrance.js',
      '/docs/%2e%2e/app/workbench/index.html',
      '/docs/none.html'
    ])
      expect((await site.request('GET', path)).status).toBe(404)
  })
})
