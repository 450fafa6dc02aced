import { bubble, composer, expect, send, test, type Frame, type Page } from '#test/kit/browser'

// What only the whole chat shows: through the shop's page, and on the chat's own.

const entrance = (page: Page) => page.locator('#zc__sdk__sys__btn')

async function chatIn(page: Page, state: 'visible' | 'attached' = 'visible'): Promise<Frame> {
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  const frame = (await handle!.contentFrame())!
  await frame.locator('textarea').waitFor({ state })
  return frame
}

const config = (page: Page, values: object) =>
  page.evaluate(values => (window as any).zc('config', values), values)

test('[CFG-reload] what the visitor was typing survives the reload of every expand', async ({
  site,
  visitorPage: page
}) => {
  await page.goto(`${site.shop}/help.html`)
  await config(page, { reload: true })
  await entrance(page).click()
  const first = await chatIn(page)
  await first.evaluate(() => Object.assign(window, { isFirst: true }))
  await composer(first).fill('half a sentence, 半句话')
  await page.keyboard.press('Escape')
  await expect(page.locator('#zc__sdk__container')).toBeHidden()
  await entrance(page).click()
  const second = await chatIn(page)

  await expect(composer(second)).toHaveValue('half a sentence, 半句话')
  expect(await second.evaluate(() => 'isFirst' in window)).toBe(false)
  await expect(composer(second)).toBeFocused()
})

for (const [locale, label, placeholder] of [
  ['cn', '在线客服', /[一-鿿]/],
  ['en', 'Chat', /^[ -~…]+$/]
] as const) {
  test(`[key:locale:script] ${locale}: entrance, window and chat`, async ({ site, visitorPage: page }) => {
    await page.goto(`${site.shop}/help.html`)
    await config(page, { locale })
    await expect(entrance(page)).toHaveAccessibleName(label)
    await entrance(page).click()
    const frame = await chatIn(page)

    await expect(page.locator('#zc__sdk__container iframe')).toHaveAttribute('title', label)
    await expect(composer(frame)).toHaveAttribute('placeholder', placeholder)
    expect(await frame.evaluate(() => document.documentElement.lang)).toMatch(locale === 'cn' ? /^zh/ : /^en/)
  })

  test(`[key:locale:link] ${locale}: the chat’s own page`, async ({ site, visitorPage: page }) => {
    await page.goto(site.h5(`&locale=${locale}`))

    await expect(composer(page)).toHaveAttribute('placeholder', placeholder)
    expect(await page.evaluate(() => document.documentElement.lang)).toMatch(locale === 'cn' ? /^zh/ : /^en/)
  })
}

for (const color of ['445566', '%23FFDD00'])
  test(`[CFG-color] [key:color:link] ${color} on the chat’s own page, with ink that can be read on it`, async ({
    site,
    visitorPage: page
  }) => {
    await page.goto(site.h5(`&color=${color}`))
    const [r, g, b] = color === '445566' ? [68, 85, 102] : [255, 221, 0]
    await composer(page).waitFor()

    const painted = await page.evaluate(color => {
      const luminance = (text: string) => {
        const [red, green, blue] = text
          .match(/[\d.]+/g)!
          .map(Number)
          .map(one => {
            const share = one / 255
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
          })
        return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
      }
      return [...document.querySelectorAll('*')]
        .map(one => getComputedStyle(one))
        .filter(({ backgroundColor }) => backgroundColor === color)
        .map(({ color, backgroundColor }) => {
          const [light, dark] = [luminance(color), luminance(backgroundColor)].sort((a, b) => b - a)
          return (light! + 0.05) / (dark! + 0.05)
        })
    }, `rgb(${r}, ${g}, ${b})`)

    expect(painted.length).toBeGreaterThan(0)
    expect(Math.min(...painted)).toBeGreaterThanOrEqual(4.5)
  })

test('[key:sysnum:link] the company of the address; another is told apart', async ({
  site,
  visitorPage: page
}) => {
  await page.goto(site.h5())
  await composer(page).waitFor()
  const title = await page.title()
  await page.goto(site.h5().replace('sysnum=', 'sysNum='))
  await composer(page).waitFor()
  expect(await page.title()).toBe(title)

  await page.goto(site.h5().replace(site.sysnum, 'f'.repeat(32)))
  await expect(page.locator('.refusal')).toBeVisible()
  await expect(composer(page)).toHaveCount(0)
})

test('[DEP-pc] the page that `anchor` opens is the same visitor as in the floating window', async ({
  site,
  visitorPage: page,
  context
}) => {
  await page.goto(`${site.shop}/help.html`)
  await entrance(page).click()
  const frame = await chatIn(page)
  await send(frame, 'asked in the window')
  await page.keyboard.press('Escape')
  await config(page, { anchor: true })
  const [own] = await Promise.all([context.waitForEvent('page'), entrance(page).click()])

  await expect(bubble(own, 'asked in the window')).toBeVisible()
  expect(new URL(own.url()).pathname).toBe('/chat/pc/v2/index.html')
  expect(own.url()).not.toContain('ticket')
  await send(own, 'asked on the page')
  await expect(bubble(frame, 'asked on the page')).toBeAttached()
  // It is so for good, and not only for that one ticket
  await own.reload()
  await expect(bubble(own, 'asked on the page')).toBeVisible()
})

test('[DEP-pc] a first question on the page of its own is in the floating window, too', async ({
  site,
  visitorPage: page,
  context
}) => {
  await page.goto(`${site.shop}/help.html`)
  await config(page, { anchor: true })
  const [own] = await Promise.all([context.waitForEvent('page'), entrance(page).click()])
  await send(own, 'first here')
  await own.close()
  await config(page, { anchor: false })
  await entrance(page).click()

  await expect(bubble(await chatIn(page), 'first here')).toBeVisible()
})

test('[key:reload:link] a page that is come back to is loaded anew, with what was being typed', async ({
  site,
  visitorPage: page
}) => {
  const comeBack = async () => {
    await page.evaluate(() => Object.assign(window, { isOld: true }))
    await composer(page).fill('half a sentence')
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  }
  await page.goto(site.h5('&reload=true'))
  await comeBack()
  await expect.poll(() => page.evaluate(() => 'isOld' in window).catch(() => true)).toBe(false)
  await expect(composer(page)).toHaveValue('half a sentence')

  await page.goto(site.h5())
  await comeBack()
  await expect(composer(page)).toHaveValue('half a sentence')
  expect(await page.evaluate(() => 'isOld' in window)).toBe(true)
})
for (const [where, viewport] of [
  ['a desktop', { width: 1280, height: 720 }],
  ['a phone', { width: 390, height: 844 }]
] as const)
  test(`[WILD-dom] on ${where} a chat that was loaded with no height, as long as it is closed, opens at its latest message`, async ({
    site,
    visitorPage: page
  }) => {
    await page.setViewportSize(viewport)
    await page.goto(`${site.shop}/help.html`)
    await page.evaluate(() => (window as any).zc('expand'))
    const before = await chatIn(page)
    for (let i = 1; i <= 25; i++) {
      await composer(before).fill(`message ${i}`)
      await composer(before).press('Enter')
    }
    await expect(before.locator('.mark.sent, .mark.delivered').last()).toBeVisible()
    await page.reload()
    await config(page, { async: 1 })
    const frame = await chatIn(page, 'attached')
    await expect(bubble(frame, 'message 25')).toHaveCount(1)
    expect(
      await page.evaluate(() => getComputedStyle(document.querySelector('#zc__sdk__container')!).height)
    ).toBe('0px')
    await page.evaluate(() => (window as any).zc('expand'))

    await expect(bubble(frame, 'message 25')).toBeInViewport()
    await page.evaluate(() => (window as any).zc('collapse'))
    await page.evaluate(() => (window as any).zc('expand'))
    await expect(bubble(frame, 'message 25')).toBeInViewport()
  })
