import type { Frame, Page, Site } from '#test/kit/browser'

export type Surface = 'script' | 'link'

/** The chat with these values: on the page of its own, or in the floating window of the shop. */
export async function open(
  page: Page,
  site: Site,
  surface: Surface,
  values: Record<string, unknown> = {}
): Promise<Page | Frame> {
  if (surface === 'link') {
    const query = Object.entries(values).map(
      ([name, value]) => `&${name}=${encodeURIComponent(String(value))}`
    )
    await page.goto(site.h5(query.join('')))
    await page.locator('textarea').waitFor()
    return page
  }
  await page.goto(`${site.shop}/help.html`)
  await page.evaluate(
    given => (window as unknown as { zc(name: string, values: object): void }).zc('config', given),
    values
  )
  await page.locator('#zc__sdk__sys__btn').click()
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  const frame = (await handle!.contentFrame())!
  await frame.locator('textarea').waitFor()
  return frame
}
