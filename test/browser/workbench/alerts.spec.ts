import { expect, row, say, tab, test, type Page } from './harness.ts'

const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 7)}`
const named = (name: string) => `&uname=${encodeURIComponent(name)}`

type Shown = { title: string; body: string | undefined; click(): void }
declare global {
  interface Window {
    shown: Shown[]
    asked: number
  }
}

/** Notes what would be shown; asking for the permission grants it. */
async function watchNotifications(page: Page) {
  await page.addInitScript(() => {
    window.shown = []
    window.asked = 0
    class Fake extends EventTarget {
      static permission = 'default'
      static requestPermission() {
        window.asked += 1
        Fake.permission = 'granted'
        return Promise.resolve('granted')
      }
      constructor(title: string, options: NotificationOptions = {}) {
        super()
        window.shown.push({ title, body: options.body, click: () => this.dispatchEvent(new Event('click')) })
      }
      close() {}
    }
    Object.defineProperty(window, 'Notification', { value: Fake })
  })
  await page.reload()
  await expect(page.getByRole('tablist')).toBeVisible()
}

async function hide(page: Page, hidden: boolean) {
  await page.evaluate(hidden => {
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (hidden ? 'hidden' : 'visible')
    })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

test('a hidden workbench flashes its title with the count and notifies; a click opens the conversation', async ({
  desk
}) => {
  const name = unique('Guest')
  const ann = await desk.agent(1)
  await watchNotifications(ann)
  expect(await ann.evaluate(() => window.asked)).toBe(0)
  await ann.getByRole('button', { name: 'Desktop notifications are off' }).click()
  await expect(ann.getByRole('button', { name: 'Desktop notifications are on' })).toBeVisible()

  await hide(ann, true)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'Anybody?')
  await expect
    .poll(() => ann.evaluate(() => window.shown.map(one => one.title)))
    .toEqual([`${name} · Somebody is waiting`])
  expect(await ann.evaluate(() => window.shown[0]!.body)).toBe('Anybody?')
  await expect(ann).toHaveTitle(/^\(\d+\) Somebody is waiting$/)
  await expect(ann).toHaveTitle(/^\(\d+\) Workbench/)

  await ann.evaluate(() => window.shown[0]!.click())
  await hide(ann, false)
  await expect(ann.getByRole('heading', { name })).toBeVisible()
  await expect(ann).toHaveTitle(/^\(\d+\) Workbench/)
})

test('a visible workbench shows no notification; a message elsewhere counts as unread', async ({ desk }) => {
  const name = unique('Guest')
  const ann = await desk.agent(0)
  await watchNotifications(ann)
  await ann.getByRole('button', { name: 'Desktop notifications are off' }).click()
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'one')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await expect(tab(ann, 'Mine')).toHaveAttribute('aria-selected', 'true')
  await ann.getByRole('link', { name: 'Conversations' }).click()
  await say(visitor, 'two')
  await say(visitor, 'three')
  await expect(row(ann, name).locator('.badge')).toContainText('2')
  expect(await ann.evaluate(() => window.shown.length)).toBe(0)
  await row(ann, name).click()
  await expect(row(ann, name).locator('.badge')).toHaveCount(0)
})
