import { chatIn, container, entrance, expect, iframe, open, say, test, ticks } from './harness.ts'

for (const [color, background, ink] of [
  ['04babc', 'rgb(4, 186, 188)', 'rgb(0, 0, 0)'],
  ['#1A2B3C', 'rgb(26, 43, 60)', 'rgb(255, 255, 255)'],
  ['ffff00', 'rgb(255, 255, 0)', 'rgb(0, 0, 0)']
])
  test(`[CFG-color] [key:color:script] ${color} with ink that can be read on it, also live`, async ({
    page,
    sites
  }) => {
    await open(page, sites)
    await expect(entrance(page)).toBeVisible()

    await page.evaluate(color => (window as any).zc('config', { color }), color)

    await expect(entrance(page)).toHaveCSS('background-color', background!)
    await expect(entrance(page)).toHaveCSS('color', ink!)
  })

for (const [location, side] of [
  [1, 'right'],
  ['2', 'left']
] as const)
  test(`[CFG-location] [key:location:script] ${location}: entrance and window at the bottom ${side}`, async ({
    page,
    sites
  }) => {
    await open(page, sites, { calls: `zc('config', { location: ${JSON.stringify(location)} })` })
    await entrance(page).click()
    await expect(container(page)).toBeVisible()

    await expect(entrance(page)).toHaveCSS(side, '24px')
    await expect(container(page)).toHaveCSS(side, '24px')
    await expect(entrance(page)).toHaveCSS('bottom', '24px')
    const [button, box] = [await entrance(page).boundingBox(), await container(page).boundingBox()]
    expect(box!.y + box!.height).toBeLessThanOrEqual(button!.y)
  })

for (const { width, height } of [
  { width: 1280, height: 720 },
  { width: 700, height: 400 },
  { width: 641, height: 320 }
])
  test(`the window stays inside a viewport of ${width}x${height}`, async ({ page, sites }) => {
    await page.setViewportSize({ width, height })
    await open(page, sites, { calls: `zc('expand')` })
    await expect(container(page)).toBeVisible()

    // It comes in a short movement
    const boxes: string[] = []
    await expect
      .poll(
        async () =>
          boxes.push(JSON.stringify(await container(page).boundingBox())) > 1 && boxes.at(-1) === boxes.at(-2)
      )
      .toBe(true)
    const box = (await container(page).boundingBox())!
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.y).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(width)
    if (height > 700) expect([box.width, box.height]).toEqual([380, 600])
  })

test('on a phone the window fills the screen and the entrance is out of the way', async ({ page, sites }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open(page, sites)
  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(170, 0, 68)')
  await entrance(page).click()
  const chat = await chatIn(page)
  await expect(container(page)).toBeVisible()

  await expect.poll(() => container(page).boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
  await expect(entrance(page)).toBeHidden()
  await say(chat, { type: 'collapse' })
  await expect(container(page)).toBeHidden()
  await expect(entrance(page)).toBeVisible()
})

test('[CFG-custom] [key:custom:script] any element with any class of the script toggles, once per click; the script and links keep their ways', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    className: 'service btn md:x',
    body: `
      <a id="link" class="wide btn" href="#login">Log in</a>
      <div id="div" class="service" onclick="event.stopPropagation()"><span id="inner">Ask</span></div>
      <button id="odd" class="md:x">Odd</button>
      <button id="none" class="services">None of ours</button>`,
    calls: `zc('config', { custom: true })`
  })
  await expect(container(page)).toHaveCount(1)
  await expect(entrance(page)).toHaveCount(0)

  await page.click('#none')
  await ticks(page)
  await expect(container(page)).toBeHidden()
  await page.click('#inner')
  await expect(container(page)).toBeVisible()
  await page.click('#link')
  await expect(container(page)).toBeHidden()
  expect(page.url()).toContain('#login')
  await page.click('#odd')
  await expect(container(page)).toBeVisible()
  await page.evaluate(() => document.getElementById('zhichiScript')!.click())
  await ticks(page)
  await expect(container(page)).toBeVisible()
})

test('[CFG-custom] without a class on the script it is zhiCustomBtn; elements that are drawn anew stay live', async ({
  page,
  sites
}) => {
  await open(page, sites, { body: '<div id="app"></div>', calls: `zc('config', { custom: 'true' })` })
  for (const state of [true, false]) {
    await page.evaluate(() => {
      document.getElementById('app')!.replaceChildren()
      const button = document.createElement('button')
      button.className = 'zhiCustomBtn'
      button.textContent = 'Ask'
      document.getElementById('app')!.append(button)
    })
    await page.click('.zhiCustomBtn')
    await expect(container(page)).toBeVisible({ visible: state })
  }
})

test('[CFG-custom] given late it takes the entrance away, and back', async ({ page, sites }) => {
  await open(page, sites)
  await expect(entrance(page)).toBeVisible()
  await page.evaluate(() => (window as any).zc('config', { custom: 1 }))
  await expect(entrance(page)).toHaveCount(0)
  await page.evaluate(() => (window as any).zc('config', { custom: '0' }))
  await expect(entrance(page)).toBeVisible()
})

test('[CFG-auto_expand] [key:auto_expand:script] opens by itself, once, and leaves the focus where it is', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    body: '<input id="search" autofocus>',
    calls: `zc('config', { auto_expand: 'true' })`
  })
  await chatIn(page)
  await expect(container(page)).toBeVisible()
  await expect(page.locator('#search')).toBeFocused()

  await entrance(page).click()
  await page.evaluate(() => (window as any).zc('config', { auto_expand: true }))
  await ticks(page)
  await expect(container(page)).toBeHidden()
})

test('[CFG-async] [key:async:script] 1 loads the iframe with the page, 0 on first need', async ({
  page,
  sites
}) => {
  await open(page, sites, { calls: `zc('config', { async: '1' })` })
  await chatIn(page)
  await expect(container(page)).toBeHidden()

  await open(page, sites, { calls: `zc('config', { async: 0 })` })
  await page.waitForLoadState('networkidle')
  await ticks(page)
  expect(sites.asked).toEqual(['/chat/frame/v2/entrance.js'])
})

for (const [what, act] of [
  ['hover', (page: any) => entrance(page).hover()],
  ['focus', (page: any) => entrance(page).focus()],
  ['touchstart', (page: any) => entrance(page).dispatchEvent('touchstart')]
] as const)
  test(`${what} of an entrance loads the chat and does not show it`, async ({ page, sites }) => {
    await open(page, sites)
    await expect(entrance(page)).toBeVisible()

    await act(page)

    await chatIn(page)
    await expect(container(page)).toBeHidden()
  })

test('the focus goes into the window and back to what opened it; Escape in the chat closes it', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    className: 'ask',
    body: '<button>First</button><a href="#x" class="ask" id="ask">Ask</a>',
    calls: `zc('config', { custom: true })`
  })
  await page.focus('#ask')
  await page.keyboard.press('Enter')
  const chat = await chatIn(page)
  await expect(iframe(page)).toBeFocused()
  await chat.focus('textarea')

  await page.keyboard.press('Escape')

  await expect(container(page)).toBeHidden()
  await expect(page.locator('#ask')).toBeFocused()
})

test('the focus stays where the visitor has put it meanwhile', async ({ page, sites }) => {
  await open(page, sites, { body: '<input id="search">' })
  await entrance(page).click()
  const chat = await chatIn(page)
  await page.focus('#search')
  await say(chat, { type: 'collapse' })

  await expect(container(page)).toBeHidden()
  await expect(page.locator('#search')).toBeFocused()
})

test('the entrance is a named button that tells whether the window is open, in Chinese and English', async ({
  page,
  sites
}) => {
  await open(page, sites, { calls: `zc('config', { locale: 'cn' })` })
  await expect(page.getByRole('button', { name: '在线客服', expanded: false })).toBeVisible()
  await entrance(page).click()
  await expect(page.getByRole('button', { name: '在线客服', expanded: true })).toBeVisible()
  await expect(iframe(page)).toHaveAttribute('title', '在线客服')
  await expect(iframe(page)).toHaveAttribute('src', /locale=cn/)

  await page.evaluate(() => (window as any).zc('config', { locale: 'id' }))
  await expect(page.getByRole('button', { name: 'Chat', expanded: true })).toBeVisible()
})

test('opening, unread numbers and closing shift nothing, also with reduced motion', async ({
  page,
  sites
}) => {
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    await page.emulateMedia({ reducedMotion })
    await open(page, sites, {
      body: '<h1>Shop</h1><p>Text</p>',
      head: `<script>
        window.shift = 0
        new PerformanceObserver(function (list) {
          list.getEntries().forEach(function (entry) { shift += entry.value })
        }).observe({ type: 'layout-shift', buffered: true })
      </script>`
    })
    await entrance(page).click()
    const chat = await chatIn(page)
    await expect(container(page)).toHaveCSS(
      'animation-name',
      reducedMotion === 'reduce' ? 'none' : 'zc__open'
    )
    await page.waitForTimeout(300)
    await say(chat, { type: 'collapse' })
    await say(chat, { type: 'unread', count: 7 })
    await expect(entrance(page)).toContainText('7')
    await ticks(page, 20)
    expect(await page.evaluate('shift')).toBe(0)
  }
})

test('a chat that never starts is taken away after half a minute, and the page can hear it', async ({
  page,
  sites
}) => {
  await page.clock.install()
  sites.answers.set('/chat/frame/v2/app.html', response =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('no chat')
  )
  await open(page, sites, {
    calls: `window.failed = 0; zc('on', 'failed', function () { failed++ }); zc('expand')`
  })
  await page.clock.runFor(600)
  await expect(container(page)).toBeVisible()
  await page.clock.runFor(20_000)
  await expect(container(page)).toBeVisible()

  await page.clock.runFor(12_000)

  await expect(container(page)).toBeHidden()
  await expect(iframe(page)).toHaveCount(0)
  expect(await page.evaluate('failed')).toBe(1)
})
