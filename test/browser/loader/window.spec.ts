import type { Page } from '@playwright/test'
import {
  chatIn,
  container,
  entrance,
  expect,
  heard,
  iframe,
  OTHER_SYSNUM,
  open,
  SYSNUM,
  test,
  ticks,
  warningsOf
} from './harness.ts'

const PHONE = { width: 390, height: 844 }
const config = (page: Page, values: object) =>
  page.evaluate(values => (window as any).zc('config', values), values)
const loads = (asked: string[]) => asked.filter(path => path === '/chat/frame/v2/app.html').length

for (const [how, viewport] of [
  ['a desktop', { width: 1280, height: 720 }],
  ['a phone', PHONE]
] as const)
  test(`[CFG-anchor] [key:anchor:script] on ${how} the entrance opens the chat’s own page, with what a link may say`, async ({
    page,
    sites,
    context
  }) => {
    await page.setViewportSize(viewport)
    await open(page, sites, {
      calls: `zc('config', { anchor: 'true', uname: '小丁哥', partnerid: 'p 1&2', params: { a: '1' }, type: 2, top_bar_flag: 1,
        width: 400, invite: 1, cutom: 1, tel: '', sign: 'abc', color: '#445566', goods: [{ name: 'x'.repeat(9000) }] })`
    })
    await entrance(page).hover()
    const [popup] = await Promise.all([context.waitForEvent('page'), entrance(page).click()])
    await expect(popup).toHaveTitle('Chat page')

    const { origin, pathname, searchParams, hash } = new URL(popup.url())
    expect(origin).toBe(sites.chat)
    expect(pathname).toBe(viewport === PHONE ? '/chat/h5/v2/index.html' : '/chat/pc/v2/index.html')
    expect(Object.fromEntries(searchParams)).toEqual({
      sysnum: SYSNUM,
      channelid: viewport === PHONE ? '2' : '1',
      uname: '小丁哥',
      partnerid: 'p 1&2',
      params: '{"a":"1"}',
      type: '2',
      sign: 'abc',
      color: '445566'
    })
    expect(await popup.evaluate('window.opener')).toBeNull()
    // A phone may stop the page behind at once: nothing is waited for there
    expect(hash).toBe(viewport === PHONE ? '' : '#ticket=a%20ticket')
    await expect(iframe(page)).toHaveCount(viewport === PHONE ? 0 : 1)
    await expect(container(page)).toBeHidden()
  })

test('[CFG-anchor] counts for custom buttons, not for calls; false is the window again; a lost click gets the window', async ({
  page,
  sites,
  context
}) => {
  await open(page, sites, {
    body: '<button class="zhiCustomBtn">Ask</button>',
    calls: `zc('config', { anchor: 1, custom: true })`
  })
  const [popup] = await Promise.all([context.waitForEvent('page'), page.click('.zhiCustomBtn')])
  await expect(popup).toHaveTitle('Chat page')
  await popup.close()

  await page.evaluate(() => (window as any).zc('frame_status'))
  await expect(container(page)).toBeVisible()
  await page.click('.zhiCustomBtn')
  await expect(container(page)).toBeHidden()
  await config(page, { anchor: '0' })
  await page.click('.zhiCustomBtn')
  await expect(container(page)).toBeVisible()
  expect(context.pages()).toHaveLength(1)

  // A click of the page's own code is none of the visitor's, and the browser would block what it opens. Said here, since each
  // look of the test into the page counts as a gesture.
  await open(page, sites, {
    calls: `Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } })
      zc('config', { anchor: 1 })
      var timer = setInterval(function () {
        var button = document.getElementById('zc__sdk__sys__btn')
        if (button) { clearInterval(timer); button.click() }
      }, 20)`
  })
  await expect(container(page)).toBeVisible()
  expect(context.pages()).toHaveLength(1)
})

for (const [id, key] of [
  ['[key:reload:script]', 'reload'],
  ['[key:refresh:script]', 'refresh']
])
  test(`[CFG-reload] ${id} every expand loads the chat anew`, async ({ page, sites }) => {
    await open(page, sites, { calls: `zc('config', { ${key}: 'true', uname: 'Ann' })` })
    for (const times of [1, 2, 3]) {
      await entrance(page).click()
      const chat = await chatIn(page)
      expect(loads(sites.asked)).toBe(times)
      await expect.poll(async () => (await heard(chat)).at(-1)).toMatchObject({ shown: true })
      expect((await heard(chat))[0].config.uname).toBe('Ann')
      await page.evaluate(() => (window as any).zc('collapse'))
      await expect(container(page)).toBeHidden()
    }
    await config(page, { [key!]: 0 })
    await entrance(page).click()
    await expect(container(page)).toBeVisible()
    await ticks(page)
    expect(loads(sites.asked)).toBe(3)
  })

test('[CFG-reload] what was loaded ahead is not loaded again for the first expand', async ({
  page,
  sites
}) => {
  await open(page, sites, { calls: `zc('config', { reload: 1, async: 1 })` })
  await chatIn(page)
  await entrance(page).click()
  await expect(container(page)).toBeVisible()
  await ticks(page)

  expect(loads(sites.asked)).toBe(1)
})

test('[CFG-size] [key:width:script] [key:height:script] size the window on a desktop, live and inside the viewport', async ({
  page,
  sites
}) => {
  await open(page, sites, { calls: `zc('config', { width: 355, height: '480px' }); zc('expand')` })
  await expect(container(page)).toHaveCSS('width', '355px')
  await expect(container(page)).toHaveCSS('height', '480px')

  await config(page, { width: '5000', height: 5000 })
  await expect(container(page)).toHaveCSS('width', `${1280 - 48}px`)
  const box = (await container(page).boundingBox())!
  expect(box.y).toBeGreaterThanOrEqual(24)
  expect(box.x).toBeGreaterThanOrEqual(24)

  for (const bad of ['50%', -3, 'wide', {}, true, '1e3', '0']) {
    await config(page, { width: bad, height: bad })
    await expect(container(page)).toHaveCSS('width', '380px')
  }
  await config(page, { width: 300 })
  await page.setViewportSize(PHONE)
  await expect(container(page)).toHaveCSS('width', '390px')
  await expect(container(page)).toHaveCSS('height', '844px')
})

test('[CFG-container_style] [key:container_style:script] styles the desktop window, but for its height and width', async ({
  page,
  sites
}) => {
  const warnings = warningsOf(page)
  await open(page, sites, {
    calls: `zc('config', { container_style: 'Border-Radius: 3px; border:2px solid #ff0000;bottom : 10px; right:calc(40px + 2px); box-shadow:none;opacity:.9;margin:0 1px 2px; z-index: 99; transform: translateX(-5px); background:linear-gradient(red, blue); height: 10px; width:10px;;' })
      zc('expand')`
  })
  const css = {
    'border-radius': '3px',
    'border-top-width': '2px',
    'border-top-color': 'rgb(255, 0, 0)',
    bottom: '10px',
    right: '42px',
    'box-shadow': 'none',
    opacity: '0.9',
    'margin-bottom': '2px',
    'z-index': '99',
    'background-image': 'linear-gradient(rgb(255, 0, 0), rgb(0, 0, 255))',
    width: '380px',
    height: '600px'
  }
  for (const [name, value] of Object.entries(css)) await expect(container(page)).toHaveCSS(name, value)
  await page.waitForTimeout(250)
  await expect(container(page)).toHaveCSS('transform', 'matrix(1, 0, 0, 1, -5, 0)')
  expect(await container(page).getAttribute('style')).toBeNull()

  await page.setViewportSize(PHONE)
  expect(await container(page).boundingBox()).toEqual({ x: 0, y: 0, ...PHONE })
  await expect(container(page)).toHaveCSS('border-top-width', '0px')
  await page.setViewportSize({ width: 1280, height: 720 })
  await config(page, { container_style: 'border-radius:9px' })
  await expect(container(page)).toHaveCSS('border-radius', '9px')
  await expect(container(page)).toHaveCSS('opacity', '1')
  expect(warnings).toEqual([])
})

for (const [given, why] of [
  ['background:url(https://evil.example/x.png)', 'background cannot be set to that'],
  ['background:URL("https://evil.example/x.png;y")', 'background cannot be set to that'],
  ['background:u\\\\72l(https://evil.example/x)', 'background cannot be set to that'],
  ['background:image-set("https://evil.example/x" 1x)', 'background cannot be set to that'],
  ['background:-webkit-image-set(url(x) 1x)', 'background cannot be set to that'],
  ['background:var(--evil)', 'background cannot be set to that'],
  ['border-image:url(x)', 'border-image cannot be set'],
  ['\\\\6f pacity:0', /cannot be set/],
  ['opacity:0 !important', /^opacity cannot be set to that/],
  ['opacity:0}html{display:none', /^opacity cannot be set to that/],
  ['opacity:0;}*{display:none', /cannot be set/],
  ['display:none', 'display cannot be set'],
  ['position:static', 'position cannot be set'],
  ['--x:1', '--x cannot be set'],
  ['max-height:none', 'max-height cannot be set'],
  ['behavior:url(x.htc)', 'behavior cannot be set'],
  ['opacity:thick', 'opacity cannot be set to that'],
  ['opacity', 'opacity cannot be set to that']
] as const)
  test(`[CFG-container_style] refuses ${given}`, async ({ page, sites, errors }) => {
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    const warnings = warningsOf(page)
    await open(page, sites, {
      head: '<style>:root { --evil: url(https://evil.example/var) }</style>',
      calls: `zc('config', { container_style: '${given};z-index:77' }); zc('expand'); zc('config', { uname: 'Ann' })`
    })
    await expect(container(page)).toHaveCSS('z-index', '77')
    await expect(container(page)).toBeVisible()
    await expect(page.locator('html')).toHaveCSS('display', 'block')
    await expect(container(page)).toHaveCSS('position', 'fixed')
    await expect(container(page)).toHaveCSS('background-image', 'none')

    const about = warnings.filter(text => text.includes('container_style'))
    const start = 'OpenZC: zc("config"): container_style: '
    if (typeof why === 'string') expect(about).toEqual([`${start}${why}.`])
    else expect(about.map(text => text.replace(start, '')).join()).toMatch(why)
    expect(asked.filter(url => url.includes('evil'))).toEqual([])
    expect(errors).toEqual([])
  })

test('[CFG-expand_size] [key:expand_size:script] half of a phone’s screen, or all of it', async ({
  page,
  sites
}) => {
  await page.setViewportSize(PHONE)
  await open(page, sites, { calls: `zc('config', { expand_size: 'half' }); zc('expand')` })
  await chatIn(page)
  await page.waitForTimeout(250)
  expect(await container(page).boundingBox()).toEqual({ x: 0, y: 422, width: 390, height: 422 })
  await expect(entrance(page)).toBeHidden()

  for (const all of ['full', 'third']) {
    await config(page, { expand_size: all })
    await expect(container(page)).toHaveCSS('height', '844px')
    await config(page, { expand_size: 'half' })
    await expect(container(page)).toHaveCSS('height', '422px')
  }
  await page.setViewportSize({ width: 1280, height: 720 })
  await expect(container(page)).toHaveCSS('height', '600px')
})

test('[CFG-gif] [key:gif:script] the icon moves, for less than five seconds, and stands still for who wants that', async ({
  page,
  sites
}) => {
  const moving = () =>
    page.evaluate(() => document.querySelector('#zc__sdk__sys__btn i')!.getAnimations().length)
  await open(page, sites)
  await expect(entrance(page)).toBeVisible()
  expect(await moving()).toBe(0)

  await open(page, sites, { calls: `zc('config', { gif: 1 })` })
  await expect.poll(moving).toBe(1)
  const end = await page.evaluate(
    () =>
      document.querySelector('#zc__sdk__sys__btn i')!.getAnimations()[0]!.effect!.getComputedTiming().endTime
  )
  expect(end).toBeLessThan(5000)
  await expect(iframe(page)).toHaveCount(0)
  await config(page, { gif: 0 })
  expect(await moving()).toBe(0)
  await config(page, { gif: 'true' })
  expect(await moving()).toBe(1)

  await page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await moving()).toBe(0)
  await expect(entrance(page).locator('i')).toHaveCSS('animation-name', 'none')
})

for (const sysnum of [SYSNUM, OTHER_SYSNUM])
  test(`[key:sysnum:script] the chat is the one of the script’s address: ${sysnum}`, async ({
    page,
    sites
  }) => {
    await open(page, sites, { sysnum, calls: `zc('expand')` })

    await expect(iframe(page)).toHaveAttribute('src', new RegExp(`[?&]sysnum=${sysnum}`))
  })
