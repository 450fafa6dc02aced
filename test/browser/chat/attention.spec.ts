import { bubble, composer, expect, send, test, type Frame, type Page } from '#test/kit/browser'

// Sound and title for what arrives while nobody looks.

const SHOP = /Help|帮助/
const NEW = 'New message'

const container = (page: Page) => page.locator('#zc__sdk__container')

async function chatIn(page: Page): Promise<Frame> {
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  const frame = (await handle!.contentFrame())!
  await composer(frame).waitFor()
  return frame
}

/** How often the page has sounded: a tone is two short ones. */
async function listen(page: Page) {
  let tones = 0
  await page.exposeFunction('heardTone', () => (tones += 1))
  await page.addInitScript(() => {
    const make = AudioContext.prototype.createOscillator
    AudioContext.prototype.createOscillator = function () {
      void (window as unknown as { heardTone(): void }).heardTone()
      return make.call(this)
    }
  })
  return () => tones / 2
}

/** All texts that the page's title has had since. */
async function watchTitle(page: Page) {
  const titles: string[] = []
  await page.exposeFunction('sawTitle', (text: string) => titles.push(text))
  await page.addInitScript(() => {
    const { sawTitle } = window as unknown as { sawTitle(text: string): void }
    if (window.top === window)
      addEventListener('DOMContentLoaded', () =>
        new MutationObserver(() => sawTitle(document.title)).observe(document.head, {
          childList: true,
          subtree: true,
          characterData: true
        })
      )
  })
  return titles
}

test('[SND-visitor] while the window is collapsed a message sounds and flashes in the page’s title until it is opened', async ({
  site,
  visitorPage: page,
  desk
}) => {
  const beeps = await listen(page)
  const titles = await watchTitle(page)
  await page.goto(`${site.shop}/help.html`)
  const own = await page.title()
  await page.locator('#zc__sdk__sys__btn').click()
  const frame = await chatIn(page)
  await send(frame, 'hello')
  await desk.say('seen at once')
  await expect(bubble(frame, 'seen at once')).toBeVisible()
  expect(beeps()).toBe(0)
  await page.keyboard.press('Escape')
  await expect(container(page)).toBeHidden()
  await desk.say('are you still there?')

  await expect.poll(beeps).toBe(1)
  await expect.poll(() => titles).toContain(NEW)
  await expect.poll(() => titles.at(-1)).toBe(own)
  await expect.poll(() => titles.at(-1)).toBe(NEW)
  await page.locator('#zc__sdk__sys__btn').click()
  await expect(page).toHaveTitle(own)
  const { length } = titles
  await desk.say('and more')
  await expect(bubble(frame, 'and more')).toBeVisible()
  expect(titles.slice(length).filter(title => title === NEW)).toEqual([])
  expect(beeps()).toBe(1)
})

test('[SND-visitor] the page’s own new title is kept', async ({ site, visitorPage: page, desk }) => {
  const titles = await watchTitle(page)
  await page.goto(`${site.shop}/help.html`)
  await page.locator('#zc__sdk__sys__btn').click()
  await send(await chatIn(page), 'hello')
  await page.keyboard.press('Escape')
  await expect(container(page)).toBeHidden()
  await desk.say('are you still there?')
  await expect.poll(() => titles).toContain(NEW)
  await page.evaluate(() => (document.title = 'Another page'))
  await page.locator('#zc__sdk__sys__btn').click()

  await expect(page).toHaveTitle('Another page')
})

test('[SND-visitor] silent where the visitor has switched it off, and before they have done anything', async ({
  site,
  visitorPage: page,
  desk
}) => {
  const beeps = await listen(page)
  const titles = await watchTitle(page)
  await page.goto(`${site.shop}/help.html`)
  await page.locator('#zc__sdk__sys__btn').click()
  const frame = await chatIn(page)
  await send(frame, 'hello')
  await frame.getByRole('button', { name: 'More' }).click()
  await frame.getByLabel('Sound for new messages').uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(container(page)).toBeHidden()
  await desk.say('quietly')
  await expect(page.locator('#zc__sdk__sys__btn span')).toHaveText('1')
  expect(beeps()).toBe(0)

  await page.locator('#zc__sdk__sys__btn').click()
  await frame.getByRole('button', { name: 'More' }).click()
  await frame.getByLabel('Sound for new messages').check()
  // Each look of the test into the page counts as a gesture, so what the browser knows is said here
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'userActivation', { value: { isActive: false, hasBeenActive: false } })
  )
  await page.reload()
  titles.length = 0
  await desk.say('to somebody who has just come back')
  await expect(page.locator('#zc__sdk__sys__btn span')).toHaveText('1')
  expect(titles.filter(title => !SHOP.test(title))).toEqual([])
  expect(beeps()).toBe(0)
})

test('[TAB-many] of two tabs one sounds', async ({ site, visitorPage: first, desk, context }) => {
  const second = await context.newPage()
  const heard: (() => number)[] = []
  for (const page of [first, second]) {
    heard.push(await listen(page))
    await page.goto(site.h5())
    await composer(page).fill('x')
    await composer(page).fill('')
  }
  await send(first, 'hello')
  for (const page of [first, second])
    await page.evaluate(() =>
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
    )
  for (const page of [first, second]) await page.keyboard.press('Shift')
  await desk.say('one bell')
  for (const page of [first, second]) await expect(bubble(page, 'one bell')).toBeAttached()

  await expect.poll(() => heard[0]!() + heard[1]!()).toBe(1)
  await desk.say('a second bell')
  await expect.poll(() => heard[0]!() + heard[1]!()).toBe(2)
})
