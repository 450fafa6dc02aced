import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pinnedPath } from '#server/data-dir'
import { createSite, type Site } from './requests.ts'

type About = { version: string; path: string; integrity: string }

let site: Site
beforeAll(async () => {
  site = await createSite()
})
afterAll(() => site.world.close())

const about = async () => (await (await site.request('GET', '/chat/frame/v2/entrance.json')).json()) as About
const folder = () => pinnedPath(site.world.services.config.dataDir)

test('[DEP-pinned] the script of a version is for ever the one with the published hash, on every page of the world', async () => {
  const { version, path, integrity } = await about()
  const answer = await site.request('GET', path)
  const text = await answer.text()

  expect(path).toBe(`/chat/frame/v2/entrance.${version}.js`)
  expect(integrity).toBe(`sha384-${createHash('sha384').update(text).digest('base64')}`)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'cache-control': expect.stringContaining('immutable'),
    'content-type': 'text/javascript; charset=utf-8',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin'
  })
  for (const { sysnum } of [site.world.company, site.foreign])
    expect(await (await site.request('GET', `${path}?sysnum=${sysnum}`)).text()).toBe(text)
  const facts = await site.request('GET', '/chat/frame/v2/entrance.json')
  expect(facts.headers.get('access-control-allow-origin')).toBe('*')
  expect(facts.headers.get('cache-control')).toBe('no-cache')
})

test('[DEP-pinned] a version that pages have pinned is still there after an upgrade; another is not found', async () => {
  const { path } = await about()
  await site.request('GET', path)
  expect(existsSync(join(folder(), path.split('/').at(-1)!))).toBe(true)
  // What the server of another version has left behind
  writeFileSync(join(folder(), 'entrance.0.0.9-0a1b2c3d.js'), 'old()')
  writeFileSync(join(folder(), 'entrance.secret.js'), 'none of the versions')

  const old = await site.request('GET', '/chat/frame/v2/entrance.0.0.9-0a1b2c3d.js')
  expect(await old.text()).toBe('old()')
  for (const name of [
    'entrance.0.0.8-0a1b2c3d.js',
    'entrance.secret.js',
    'entrance..js',
    'entrance.1%2f..%2f..%2fsecret.js',
    'entrance.1/../../x.js',
    `entrance.1${'0'.repeat(5_000)}.js`
  ]) {
    const answer = await site.request('GET', `/chat/frame/v2/${name}`)
    expect([name, answer.status]).toEqual([name, 404])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }
})

test('[DEP-pinned] a data folder that takes no copy keeps nobody from the script', async () => {
  const full = await createSite()
  const path = pinnedPath(full.world.services.config.dataDir)
  rmSync(path, { recursive: true, force: true })
  writeFileSync(path, 'a file where the folder should be')

  const { path: script } = (await (await full.request('GET', '/chat/frame/v2/entrance.json')).json()) as About
  expect((await full.request('GET', script)).status).toBe(200)
  rmSync(path)
  mkdirSync(path)
  await full.world.close()
})

const PATHS = [
  '/chat/frame/v2/entrance.js',
  '/chat/frame/v6/entrance.js',
  '/chat/frame/js/entrance.js',
  '/chat/pc/pc.min.js'
]

test.each(
  PATHS.flatMap(path => [path, path.toUpperCase(), path.replace(/\b[a-z]/g, one => one.toUpperCase())])
)('[WILD-paths] %s is the entrance, however its company is spelt', async path => {
  for (const name of ['sysnum', 'sysNum']) {
    const answer = await site.request('GET', `${path}?${name}=${site.world.company.sysnum}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await answer.text()).toContain(site.world.company.sysnum)
  }
})

test.each(['?', '%20', '#0', '%E3%80%82', "'"])(
  '[WILD-links] a sysnum with what a template has left behind it (%s) is still the company’s',
  async rest => {
    const { sysnum } = site.world.company
    for (const path of ['/chat/frame/v2/entrance.js', '/chat/h5/v2/index.html', '/chat/h5/index.html']) {
      const answer = await site.request('GET', `${path}?sysNum=${sysnum}${rest}`)
      expect([path, await answer.text()]).toEqual([path, expect.stringContaining(sysnum)])
    }
    const foreign = await site.request('GET', `/chat/frame/v2/entrance.js?sysnum=${sysnum}x`)
    expect(await foreign.text()).not.toContain(sysnum)
  }
)
