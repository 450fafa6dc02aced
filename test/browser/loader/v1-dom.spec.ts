import type { Page } from '@playwright/test'
import {
  answer,
  box,
  button,
  call,
  chatIn,
  count,
  expect,
  frame,
  openV1,
  panel,
  say,
  test,
  ticks,
  title
} from './v1.ts'

const PHONE = { width: 390, height: 844 }
const set = (page: Page, values: object) => call(page, 'set', values)
const edges = async (page: Page, locator: ReturnType<typeof frame>) => {
  // It may come in a movement
  const box = (await locator.boundingBox())!
  const { width, height } = page.viewportSize()!
  return {
    left: box.x,
    top: box.y,
    right: width - box.x - box.width,
    bottom: height - box.y - box.height,
    width: box.width,
    height: box.height
  }
}

test('[WILD-v1-dom] the elements of the first generation, where pages look for them', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites)
  await expect(
    page.locator('body > div#zhichiBtnBox > a#zhichiBtn > span.zc-advice-icon-btn-title')
  ).toHaveText('Chat')
  await expect(page.locator('body > div#zhichiBtnBox > a#zhichiBtn + i#zhichiCount')).toBeHidden()
  await expect(box(page)).toHaveCSS('position', 'fixed')
  expect(await edges(page, box(page))).toMatchObject({ right: 40, bottom: 20, height: 60 })

  await button(page).click()
  await expect(frame(page)).toBeVisible()
  await expect(frame(page)).toHaveCSS('position', 'fixed')
  await chatIn(page)
  expect(errors).toEqual([])
})

for (const [lan, closed, open] of [
  ['cn', '在线客服', '收起'],
  ['en', 'Chat', 'Close']
] as const)
  test(`[WILD-v1-dom] ${lan}: the entrance says what a click will do, already to listeners of that very click`, async ({
    page,
    sites
  }) => {
    await openV1(page, sites, {
      args: `lan=${lan}`,
      code: `window.said = []; document.body.addEventListener('click', function (event) {
        if (event.target.closest('#zhichiBtnBox')) said.push(document.querySelector('.zc-advice-icon-btn-title').textContent)
      })`
    })
    await expect(button(page)).toHaveAccessibleName(closed)
    for (let i = 0; i < 3; i++) await button(page).click()

    expect(await page.evaluate('said')).toEqual([open, closed, open])
    await expect(button(page)).toHaveAttribute('aria-expanded', 'true')
    await chatIn(page)
    await set(page, { title: '欢迎咨询' })
    await expect(title(page)).toHaveText(open)
    await button(page).click()
    await expect(title(page)).toHaveText('欢迎咨询')
  })

test('[WILD-v1-dom] the keyboard: Tab, Enter and Space, and the focus comes back', async ({
  page,
  sites
}) => {
  await openV1(page, sites)
  await expect(box(page)).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(button(page)).toBeFocused()
  await expect(button(page)).toHaveRole('button')
  for (const key of ['Enter', ' ']) {
    await page.keyboard.press(key)
    const chat = await chatIn(page)
    await expect(frame(page)).toBeFocused()
    await say(chat, { type: 'collapse' })
    await expect(frame(page)).toBeHidden()
    await expect(button(page)).toBeFocused()
  }
})

test('[WILD-v1-dom] the number of unread messages, 99+ at most, none while open', async ({ page, sites }) => {
  await openV1(page, sites, { code: `manager.on('unread.count', function () {})` })
  const chat = await chatIn(page)
  for (const [unread, text] of [
    [1, '1'],
    [99, '99'],
    [100, '99+']
  ] as const) {
    await say(chat, { type: 'unread', count: unread })
    await expect(count(page)).toHaveText(text)
    await expect(count(page)).toBeVisible()
  }
  await expect(button(page)).toHaveAccessibleName('Chat (99+)')

  await button(page).click()
  await expect(count(page)).toBeHidden()
  await say(chat, { type: 'unread', count: 0 })
  await button(page).click()
  await ticks(page)
  await expect(count(page)).toBeHidden()
})

test('[WILD-v1-dom] events that pages make up for the box toggle, also while it is hidden', async ({
  page,
  sites
}) => {
  await openV1(page, sites, { code: `manager.set('customBtn', 'true')` })
  await expect(box(page)).toHaveCount(1)
  await page.evaluate(() => {
    const event = document.createEvent('MouseEvents')
    event.initEvent('click', true, true)
    document.getElementById('zhichiBtnBox')!.dispatchEvent(event)
  })
  await expect(frame(page)).toBeVisible()
  await chatIn(page)
  await page.evaluate(() => (document.getElementById('zhichiBtn') as HTMLElement).click())
  await expect(frame(page)).toBeHidden()
})

test('[WILD-v1-dom] customBtn: the box is there and hidden, the page’s buttons toggle, links lead where they lead', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites, {
    body: '<a class="zhiCustomBtn" id="zhiCustomBtn" href="#login">Ask</a><div class="zhiCustomBtn" onclick="event.stopPropagation()">And ask</div>',
    args: 'manual=true',
    code: `manager.on('load', function () { manager.initBtnDOM(); window.before = document.getElementById('zhichiBtnBox').style.display; document.getElementById('zhichiBtnBox').style.display = 'none' })
      manager.set('customBtn', 'true')`
  })
  await page.waitForFunction('window.before !== undefined')
  await expect(box(page)).toBeHidden()
  await page.click('#zhiCustomBtn')
  await expect(page).toHaveURL(/#login$/)
  await expect(frame(page)).toBeVisible()
  await chatIn(page)
  await page.click('div.zhiCustomBtn')
  await expect(frame(page)).toBeHidden()

  // Pages show it again by themselves
  await page.evaluate(() => (document.getElementById('zhichiBtnBox')!.style.display = 'block'))
  await set(page, { groupId: 'g' })
  await expect(box(page)).toBeVisible()
  expect(errors).toEqual([])
})

test('[WILD-v1-dom] the page’s own CSS wins over ours, its resets do not', async ({ page, sites }) => {
  await openV1(page, sites, {
    head: `<style>
      * { margin: 0; padding: 3px } div, i, span { position: static; display: inline; color: green } a { color: red; display: inline; padding: 0; text-decoration: underline }
      iframe { width: 100%; height: auto; position: static; border: 9px solid }
      #zhichiBtnBox { bottom: 77px } #ZCChatFrame { right: 11px; height: 500px }
    </style>`
  })
  await button(page).click()
  await expect(frame(page)).toBeVisible()

  await expect(box(page)).toHaveCSS('bottom', '77px')
  await expect(box(page)).toHaveCSS('position', 'fixed')
  await expect(button(page)).toHaveCSS('display', 'block')
  await expect(frame(page)).toHaveCSS('right', '11px')
  await expect(frame(page)).toHaveCSS('height', '500px')
  await expect(frame(page)).toHaveCSS('position', 'fixed')
  await expect(frame(page)).toHaveCSS('border-top-width', '0px')
})

test('[WILD-v1-dom] a page that hides the box by its name has no entrance, and its calls work', async ({
  page,
  sites
}) => {
  await openV1(page, sites, {
    head: '<style>#zhichiBtnBox { display: none }</style>',
    body: '<button onclick="getzhiSDKInstance().expand()">Ask</button>'
  })
  await expect(box(page)).toHaveCount(1)
  await expect(box(page)).toBeHidden()
  await page.click('text=Ask')
  await expect(frame(page)).toBeVisible()
})

test('[WILD-v1-dom] what the page styles on the iframe at once, stays when the chat has come', async ({
  page,
  sites
}) => {
  await openV1(page, sites, { code: `manager.on('load', function () { manager.initBtnDOM() })` })
  await expect(box(page)).toBeVisible()
  await page.evaluate(() => {
    ;(window as any).getzhiSDKInstance().expand()
    Object.assign(document.getElementById('ZCChatFrame')!.style, {
      right: '7px',
      bottom: '8px',
      width: '300px'
    })
  })
  await chatIn(page)
  for (const method of ['collapse', 'expand']) {
    await set(page, { color: '445566' })
    await answer(page, method)
  }
  await expect(frame(page)).toBeVisible()

  expect(await edges(page, frame(page))).toMatchObject({ right: 7, bottom: 8, width: 300 })
})

for (const [values, expected] of [
  [
    { location: 1, horizontal: 10, vertical: 5 },
    { right: 40, bottom: 20 }
  ],
  [
    { location: 2, horizontal: 90, vertical: 50 },
    { left: 90, bottom: 50 }
  ],
  [
    { location: 3, horizontal: '60', vertical: '70px' },
    { left: 60, bottom: 70 }
  ],
  [
    { location: '1', horizontal: 'x', vertical: null },
    { right: 40, bottom: 20 }
  ]
] as const)
  test(`[WILD-v1-dom] ${JSON.stringify(values)} is where the entrance stands, the window above it`, async ({
    page,
    sites
  }) => {
    await openV1(page, sites, { code: `manager.set(${JSON.stringify(values)})` })
    await expect.poll(() => edges(page, box(page))).toMatchObject(expected)
    await button(page).click()
    await expect(frame(page)).toBeVisible()
    const [entrance, window] = [await edges(page, box(page)), await edges(page, frame(page))]
    const side = 'left' in expected ? 'left' : 'right'
    expect(window[side]).toBe(entrance[side])
    expect(window.bottom).toBeGreaterThanOrEqual(entrance.bottom + 60)
  })

for (const [size, expected] of [
  [undefined, { width: 360, height: 540 }],
  [
    { width: 460, height: 600 },
    { width: 460, height: 600 }
  ],
  [
    { width: 260, height: 300 },
    { width: 360, height: 430 }
  ],
  [
    { width: '9999', height: 9999 },
    { width: 640, height: 720 }
  ],
  ['large', { width: 360, height: 540 }]
] as const)
  test(`[WILD-v1-dom] size ${JSON.stringify(size)} is a window of ${expected.width}x${expected.height}`, async ({
    page,
    sites,
    errors
  }) => {
    await page.setViewportSize({ width: 1280, height: 900 })
    await openV1(page, sites, {
      code: `manager.set('size', ${JSON.stringify(size) ?? 'undefined'}); manager.expand()`
    })
    await expect(frame(page)).toBeVisible()
    await chatIn(page)
    expect(await edges(page, frame(page))).toMatchObject(expected)
    expect(errors).toEqual([])
  })

test('[WILD-v1-dom] whatever is configured, entrance and window stay within the page', async ({
  page,
  sites
}) => {
  await page.setViewportSize({ width: 700, height: 420 })
  await openV1(page, sites, {
    code: `manager.set({ horizontal: 5000, vertical: 5000, customMargin: 5000, size: { width: 640, height: 720 } })`
  })
  await expect(box(page)).toBeVisible()
  await button(page).click()
  await expect(frame(page)).toBeVisible()
  for (const where of [box(page), frame(page)])
    for (const distance of Object.values(await edges(page, where))) expect(distance).toBeGreaterThanOrEqual(0)
})

test('[WILD-v1-dom] customMargin is the distance of the window from its side, without an entrance below it', async ({
  page,
  sites
}) => {
  await openV1(page, sites, { code: `manager.set({ customBtn: true, customMargin: 50 }); manager.expand()` })
  await expect(frame(page)).toBeVisible()
  expect(await edges(page, frame(page))).toMatchObject({ right: 50, bottom: 20 })
})

test('[WILD-v1-dom] on a phone the window covers the page, over a panel of its own', async ({
  page,
  sites,
  errors
}) => {
  await page.setViewportSize(PHONE)
  await openV1(page, sites)
  await expect(box(page)).toBeVisible()
  await expect(panel(page)).toHaveCount(0)
  await button(page).click()
  await expect(frame(page)).toBeVisible()
  await expect(panel(page)).toBeVisible()
  expect(await edges(page, frame(page))).toMatchObject({ left: 0, top: 0, right: 0, bottom: 0 })

  await say(await chatIn(page), { type: 'collapse' })
  await expect(panel(page)).toBeHidden()
  await expect(box(page)).toBeVisible()
  expect(errors).toEqual([])
})

for (const [where, viewport] of [
  ['a desktop', { width: 1280, height: 720 }],
  ['a phone', PHONE]
] as const)
  test(`[WILD-v1-dom] on ${where} a single-page app takes everything out of the body, and gets it back`, async ({
    page,
    sites,
    errors
  }) => {
    await page.setViewportSize(viewport)
    await openV1(page, sites)
    await button(page).click()
    await chatIn(page)
    await page.evaluate(() => {
      for (const id of ['zhichiBtnBox', 'ZCChatFrame', 'ZCPanel']) {
        const found = document.getElementById(id)
        if (found) document.body.removeChild(found)
      }
    })
    expect(await call(page, 'getStatus')).toBe('collapse')
    await expect(box(page)).toHaveCount(0)

    await call(page, 'initBtnDOM')
    await expect(box(page)).toBeVisible()
    await button(page).click()
    await chatIn(page)
    await expect(frame(page)).toBeVisible()
    expect(await answer(page, 'collapse')).toBe('collapse')
    expect(errors).toEqual([])
  })

test('[WILD-v1-dom] a body that is replaced gets all again with initBtnDOM', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites)
  await button(page).click()
  await chatIn(page)
  await page.evaluate(() => document.body.replaceChildren('Another view'))
  await call(page, 'initBtnDOM')
  await button(page).click()
  await chatIn(page)

  await expect(frame(page)).toBeVisible()
  expect(errors).toEqual([])
})

test('[WILD-v1-dom] a browser without constructed style sheets gets the same by attributes', async ({
  page,
  sites,
  errors
}) => {
  await page.addInitScript(() => delete (window as any).CSSStyleSheet)
  await openV1(page, sites)
  await expect(box(page)).toHaveCSS('position', 'fixed')
  await button(page).click()
  await chatIn(page)
  await expect(frame(page)).toBeVisible()
  await expect(frame(page)).toHaveCSS('width', '360px')
  await call(page, 'collapse')
  await expect(frame(page)).toBeHidden()
  await button(page).click()
  await expect(frame(page)).toBeVisible()
  expect(errors).toEqual([])
})

test('[WILD-v1-dom] an old browser gets the entrance, and the chat as a page of its own', async ({
  page,
  sites,
  context,
  errors
}) => {
  await page.addInitScript(() => {
    const page = window as any
    page.CSS.supports = () => false
    for (const name of ['CSSStyleSheet', 'MessageChannel', 'Promise', 'postMessage']) delete page[name]
    delete (EventTarget.prototype as any).addEventListener
    page.addEventListener = undefined
  })
  await openV1(page, sites)
  await expect(box(page)).toBeVisible()
  const [popup] = await Promise.all([context.waitForEvent('page'), button(page).click()])

  await expect(popup).toHaveTitle('Legacy page')
  expect(await call(page, 'getStatus')).toBe('collapse')
  expect(errors).toEqual([])
})
