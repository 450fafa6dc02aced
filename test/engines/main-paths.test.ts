import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startDemo } from '../../demo/serve.ts'
import { createServerProcess, type ServerProcess } from '#test/kit/server-process'
import type { Engine, Tab } from './engine.ts'
import { ENGINES } from './find.ts'

// The same ways through the product as in Chromium, in the two other engines, with the real server.

const FRAME = '#zc__sdk__container iframe'
const COMPOSER = 'textarea'
const SEES = 20_000

let server: ServerProcess
let shop: Awaited<ReturnType<typeof startDemo>>
beforeAll(async () => {
  server = await createServerProcess()
  await server.start()
  shop = await startDemo({ port: 0, chatOrigin: server.url })
})
afterAll(async () => {
  await shop.close()
  await server.dispose()
})

describe.each(Object.entries(ENGINES))('%s', (name, start) => {
  let engine: Engine
  const tabs: Tab[] = []
  beforeAll(async () => void (engine = await start()))
  afterAll(() => engine.close())
  afterEach(
    async () => void (await Promise.all(tabs.splice(0).map(tab => tab.close().catch(() => undefined))))
  )

  async function open(url: string, size?: { width: number; height: number }): Promise<Tab> {
    const tab = await engine.open(size)
    tabs.push(tab)
    await tab.goto(url)
    return tab
  }

  const h5 = (query = '') =>
    `${server.url}/chat/h5/v2/index.html?sysnum=${server.demo.sysnum}&locale=en${query}`
  const said = (tab: Tab, frame?: string) =>
    tab.run<string[]>(
      'return [...document.querySelectorAll("[role=log] .bubble")].map(one => one.textContent)',
      frame
    )
  const sees = (tab: Tab, text: string, frame?: string) =>
    expect
      .poll(() => said(tab, frame).catch(() => []), { timeout: SEES })
      .toContainEqual(expect.stringContaining(text))

  async function signIn(): Promise<Tab> {
    const { email, password } = server.demo.agents[0]!
    const tab = await open(`${server.url}/workbench`)
    await tab.type('input[type=email], input[name=email]', email)
    await tab.type('input[type=password]', `${password}\n`)
    await expect
      .poll(() => tab.run<number>('return document.querySelectorAll("nav, aside, main").length'), {
        timeout: SEES
      })
      .toBeGreaterThan(1)
    return tab
  }

  test(`[ENG-${name}] from the shop to the workbench and back`, async () => {
    const visitor = await open(`${shop.url}/help.html?lang=en`)
    await visitor.run(`
      window.errors = []; window.messages = []
      addEventListener('error', event => errors.push(event.message))
      addEventListener('message', event => messages.push(event.data))`)
    await visitor.click('#zc__sdk__sys__btn')
    const question = `does this work in ${name}? ${Date.now()}`
    await visitor.type(COMPOSER, `${question}\n`, FRAME)
    await sees(visitor, question, FRAME)

    const agent = await signIn()
    const row = `[...document.querySelectorAll('li, [role=option], a, button')].find(one => one.textContent.includes(${JSON.stringify(question)}))`
    await expect.poll(() => agent.run<boolean>(`return Boolean(${row})`), { timeout: SEES }).toBe(true)
    await agent.run(`const found = ${row}; (found.querySelector('a, button') ?? found).click()`)
    await sees(agent, question)
    await expect
      .poll(
        () =>
          agent.run<boolean>(
            `const take = [...document.querySelectorAll('button')].find(one => /^(Take|Accept|Answer)/.test(one.textContent)); if (take) take.click(); return Boolean(document.querySelector('textarea'))`
          ),
        { timeout: SEES }
      )
      .toBe(true)
    await agent.type(COMPOSER, `it does, in ${name}\n`)
    await sees(visitor, `it does, in ${name}`, FRAME)

    await visitor.run('zc("collapse")')
    await expect
      .poll(() => visitor.run('return messages.map(data => JSON.parse(data).data.action)'))
      .toEqual(['chat_collapse_window'])
    await agent.type(COMPOSER, 'and one while it is closed\n')
    await expect
      .poll(
        () => visitor.run('return document.querySelector("#zc__sdk__sys__btn span")?.textContent ?? ""'),
        { timeout: SEES }
      )
      .toBe('1')
    expect(await visitor.run('return errors')).toEqual([])
  })

  test(`[ENG-${name}] the page for phones keeps what was said and what was being typed`, async () => {
    const visitor = await open(h5(), { width: 460, height: 800 })
    const text = `kept in ${name} ${Date.now()}`
    await visitor.type(COMPOSER, `${text}\n`)
    await sees(visitor, text)
    await visitor.type(COMPOSER, 'half a sen')
    await visitor.goto(h5('&again=1'))
    await sees(visitor, text)
    await expect.poll(() => visitor.run('return document.querySelector("textarea").value')).toBe('half a sen')
    expect(await visitor.run('return document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  })

  test(`[ENG-${name}] what is sent while the server is dead arrives once it is back`, async () => {
    const visitor = await open(h5())
    await visitor.type(COMPOSER, 'before the kill\n')
    await sees(visitor, 'before the kill')
    await server.kill('SIGKILL')
    await visitor.type(COMPOSER, 'during the kill\n')
    await server.start()
    await expect
      .poll(
        () => visitor.run<number>('return document.querySelectorAll(".mark.sent, .mark.delivered").length'),
        { timeout: 40_000 }
      )
      .toBe(2)
    expect((await said(visitor)).filter(text => text.includes('during the kill'))).toHaveLength(1)
  })

  test(`[ENG-${name}] a page with a strict policy reports no violation`, async () => {
    const visitor = await open(`${shop.url}/pages/csp.html`)
    await visitor.click('#zc__sdk__sys__btn')
    await visitor.type(COMPOSER, 'strictly\n', FRAME)
    await sees(visitor, 'strictly', FRAME)
    expect(await visitor.run('return violations')).toEqual([])
  })

  test(`[ENG-${name}] the page for old browsers`, async () => {
    const visitor = await open(`${server.url}/chat/h5/index.html?sysnum=${server.demo.sysnum}&locale=en`)
    await visitor.type('textarea, input[type=text]', 'from a plain form')
    await visitor.click('[type=submit], form button')
    await expect
      .poll(
        () =>
          visitor.run<string>(
            'return document.body.textContent + [...document.querySelectorAll("iframe")].map(one => one.contentDocument?.body?.textContent ?? "")'
          ),
        { timeout: SEES }
      )
      .toContain('from a plain form')
  })
})
