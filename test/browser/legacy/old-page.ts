import { expect, type Page } from '@playwright/test'
import type { Site } from '#test/kit/browser'

export const oldPage = ({ server, sysnum }: Site, query = '') =>
  `${server.url}/chat/h5/index.html?sysnum=${sysnum}${query}`

/** Writes and sends with the page's own button; `send` of the kit presses Enter, which needs a script. */
export async function sendByForm(page: Page, text: string) {
  await page.getByRole('textbox').fill(text)
  await page.locator('#send').click()
}

/** The messages where there is no script: a page of its own in a frame. */
export const framed = (page: Page) => page.frameLocator('iframe')

export async function expectNoSidewaysScroll(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}
