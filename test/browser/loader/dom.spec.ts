import { chatIn, container, entrance, expect, heard, iframe, open, test, ticks } from './harness.ts'

test("[WILD-dom] the page's own CSS wins over ours on the entrance and the container", async ({
  page,
  sites
}) => {
  await open(page, sites, {
    head: `<style>
      #zc__sdk__container { right: 5px; bottom: 6px; width: 300px; height: 333px; z-index: 7 }
      .zc__sdk__sys__btn { background: rgb(1, 2, 3); width: 40px; border-radius: 0 }
    </style>`
  })
  await entrance(page).click()
  await expect(container(page)).toBeVisible()

  for (const [name, value] of Object.entries({
    right: '5px',
    bottom: '6px',
    width: '300px',
    height: '333px',
    'z-index': '7'
  }))
    await expect(container(page)).toHaveCSS(name, value)
  for (const [name, value] of Object.entries({
    'background-color': 'rgb(1, 2, 3)',
    width: '40px',
    'border-radius': '0px'
  }))
    await expect(entrance(page)).toHaveCSS(name, value)
})

test('[WILD-dom] resets of the page for bare elements do not undo ours', async ({ page, sites }) => {
  await open(page, sites, {
    head: `<style>
      *, ::before { margin: 0; padding: 3px; box-sizing: content-box; transition: none }
      button, [type='button'] { background: transparent; border: 2px solid red; width: 100%; border-radius: 0; position: static; color: red }
      body button { padding: 20px }
      div { position: relative; visibility: visible; width: auto; height: auto }
      iframe { max-width: 50%; height: auto; width: auto }
      i { width: 100%; padding: 8px }
      span { display: block; color: green }
    </style>`
  })
  await entrance(page).click()
  await expect(container(page)).toBeVisible()
  await page.waitForTimeout(250)

  await expect(entrance(page)).toHaveCSS('position', 'fixed')
  await expect(entrance(page)).toHaveCSS('width', '56px')
  await expect(entrance(page)).toHaveCSS('border-radius', '50%')
  await expect(container(page)).toHaveCSS('position', 'fixed')
  await expect(container(page)).toHaveCSS('width', '380px')
  await expect(entrance(page).locator('i')).toHaveCSS('width', '12px')
  await expect(entrance(page).locator('i')).toHaveCSS('padding', '0px')
  await page.evaluate(() => (window as any).zc('collapse'))
  await expect(container(page)).toBeHidden()
})

test('[WILD-dom] inline positions that the page sets outlive expand, collapse and config', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    calls: `zc('frame_ready', function () {
      var c = document.querySelector('#zc__sdk__container')
      c.style.right = '1px'; c.style.bottom = '2px'; c.style.height = '400px'; c.style.maxHeight = '410px'; c.style.width = '355px'; c.style.display = 'block'
      window.set = c.getAttribute('style')
    })`
  })
  await chatIn(page)
  await expect.poll(() => page.evaluate('window.set')).toBeTruthy()
  await expect(container(page)).toBeHidden()
  for (let i = 0; i < 3; i++) {
    await page.evaluate(i => (window as any).zc('config', { color: '11223' + i, location: 2 - (i % 2) }), i)
    await page.evaluate(() => (window as any).zc('frame_status'))
    await ticks(page)
  }

  expect(await container(page).getAttribute('style')).toBe(await page.evaluate('set'))
  await expect(container(page)).toHaveCSS('right', '1px')
})

test('[WILD-dom] click() on the entrance toggles, and one click toggles once', async ({ page, sites }) => {
  await open(page, sites)
  const click = () =>
    page.evaluate(() => (document.querySelector('.zc__sdk__sys__btn') as HTMLElement).click())
  await expect(entrance(page)).toBeVisible()

  await click()
  await expect(container(page)).toBeVisible()
  await click()
  await expect(container(page)).toBeHidden()
  await click()
  await expect(container(page)).toBeVisible()
})

test('[WILD-dom] the container is a div, a direct child of body, with no shadow root', async ({
  page,
  sites
}) => {
  await open(page, sites, { calls: `zc('expand')` })
  await expect(page.locator('body > div#zc__sdk__container > iframe')).toBeVisible()

  expect(await container(page).evaluate(one => one.shadowRoot)).toBeNull()
  await expect(container(page)).toHaveCSS('position', 'fixed')
})

test('[WILD-dom] moved into another element the iframe loads again, and its link stands again', async ({
  page,
  sites,
  errors
}) => {
  await open(page, sites, {
    body: '<main id="main"></main>',
    calls: `zc('config', { uname: 'Ann' }); zc('expand')`
  })
  await chatIn(page)

  await page.evaluate(() =>
    document.getElementById('main')!.append(document.getElementById('zc__sdk__container')!)
  )

  const chat = await chatIn(page)
  expect(await heard(chat)).toMatchObject([{ config: { uname: 'Ann' } }, { shown: true }])
  await page.evaluate(() => (window as any).zc('config', { uname: 'Bob' }))
  await expect.poll(async () => (await heard(chat)).at(-1)).toMatchObject({ config: { uname: 'Bob' } })
  await entrance(page).click()
  await expect(container(page)).toBeHidden()
  await expect(page.locator('#main > #zc__sdk__container')).toHaveCount(1)
  expect(errors).toEqual([])
})

for (const what of ['#zc__sdk__container', '#zc__sdk__container iframe'])
  test(`[WILD-dom] ${what} deleted while open or closed is there again on the next open`, async ({
    page,
    sites,
    errors
  }) => {
    await open(page, sites)
    await entrance(page).click()
    await chatIn(page)
    await page.evaluate(what => document.querySelector(what)!.remove(), what)

    await entrance(page).click()
    await chatIn(page)
    await expect(container(page)).toBeVisible()

    await entrance(page).click()
    await expect(container(page)).toBeHidden()
    await page.evaluate(what => document.querySelector(what)!.remove(), what)
    await entrance(page).click()
    await chatIn(page)
    await expect(iframe(page)).toBeVisible()
    expect(errors).toEqual([])
  })

test('[WILD-dom] an entrance that the page deletes stays out; a body that is replaced gets all again with the snippet', async ({
  page,
  sites
}) => {
  await open(page, sites)
  await entrance(page).evaluate(one => one.remove())
  await page.evaluate(() => (window as any).zc('config', { color: '445566' }))
  await ticks(page)
  await expect(entrance(page)).toHaveCount(0)

  await page.evaluate(src => {
    document.body = document.createElement('body')
    const script = document.createElement('script')
    script.id = 'zhichiScript'
    script.src = src
    document.body.append(script)
  }, `${sites.chat}/chat/frame/v2/entrance.js?sysnum=3542411be2184c8cb6b48d66ca1b2730`)

  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')
  await expect(container(page)).toHaveCount(1)
  await entrance(page).click()
  await expect(container(page)).toBeVisible()
})

test('[WILD-dom] what is invisible covers nothing', async ({ page, sites }) => {
  await open(page, sites, {
    head: '<style>#zc__sdk__container { width: 500px; height: 500px } #low { position: fixed; right: 200px; bottom: 200px }</style>',
    body: '<button id="low" onclick="window.clicked = 1">Low</button>'
  })
  await expect(entrance(page)).toBeVisible()
  await page.click('#low')
  expect(await page.evaluate('clicked')).toBe(1)
  await entrance(page).hover()
  await chatIn(page)

  await page.evaluate('clicked = 0')
  await page.click('#low')
  expect(await page.evaluate('clicked')).toBe(1)
})

test('a page that sets its own adopted stylesheets does not take ours away for long', async ({
  page,
  sites
}) => {
  await open(page, sites)
  await expect(entrance(page)).toBeVisible()
  await page.evaluate(() => (document.adoptedStyleSheets = [new CSSStyleSheet()]))

  await entrance(page).click()
  await page.evaluate(() => (window as any).zc('config', {}))

  await expect(entrance(page)).toHaveCSS('position', 'fixed')
  await expect(container(page)).toHaveCSS('width', '380px')
})
