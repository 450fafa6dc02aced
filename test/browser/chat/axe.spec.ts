import AxeBuilder from '@axe-core/playwright'
import { TEXTS } from '#texts/all'
import type { Language } from '#texts/languages'
import { bubble, expect, test, type Page } from '#test/kit/browser'

// The states that the H5 page's own test (accessible.spec.ts) does not come to: the window on a customer's page, cards, files on
// their way, the rating, the form for leaving a message, and all of it from right to left.

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

async function violations(page: Page, only?: string): Promise<string[]> {
  const builder = new AxeBuilder({ page }).withTags(TAGS)
  const { violations, passes } = await (only ? builder.include(only) : builder).analyze()
  expect(passes.length).toBeGreaterThan(0)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`)
}

const LOOKS = [
  { look: 'light', scheme: 'light', locale: 'en', language: 'en' },
  { look: 'dark', scheme: 'dark', locale: 'en', language: 'en' },
  { look: 'right to left', scheme: 'light', locale: 'ar', language: 'ar' },
  { look: 'right to left, dark', scheme: 'dark', locale: 'ar', language: 'ar' }
] as const satisfies { language: Language; [name: string]: string }[]

const CARDS =
  '&card_title=Tea&card_url=https%3A%2F%2Fshop.example&card_desc=leaves&card_note=12&order_status=2&order_code=7&total_fee=1000&create_time=1586414406391&goods=[{"name":"Pot"}]'

for (const { look, scheme, locale, language } of LOOKS) {
  const t = (key: keyof (typeof TEXTS)['en']) => TEXTS[language][key] as string

  test(`[CFG-locale] axe finds nothing, ${look}: closed, open, card, upload, rating, form`, async ({
    site,
    visitorPage: page,
    desk
  }) => {
    test.slow()
    await page.emulateMedia({ colorScheme: scheme })
    const found: string[] = []
    const check = async (state: string, only?: string) =>
      found.push(...(await violations(page, only)).map(one => `${state}: ${one}`))

    await page.goto(`${site.shop}/help.html`)
    await page.evaluate(
      given => (window as unknown as { zc(name: string, values: object): void }).zc('config', given),
      { locale, leave_msg_flag: 1 }
    )
    await expect(page.locator('#zc__sdk__sys__btn')).toBeVisible()
    await check('closed', '#zc__sdk__sys__btn')
    await page.locator('#zc__sdk__sys__btn').click()
    const widget = page.frameLocator('#zc__sdk__container iframe')
    await expect(widget.locator('textarea')).toBeVisible()
    await expect(page.locator('#zc__sdk__container')).toHaveCSS('opacity', '1')
    await check('open', '#zc__sdk__container')

    await page.goto(site.h5(`&locale=${locale}&leave_msg_flag=1&show_face=1${CARDS}`))
    await expect(page.locator('html')).toHaveAttribute('dir', locale === 'ar' ? 'rtl' : 'ltr')
    await expect(page.locator('.offer')).toHaveCount(2)
    await check('card offered')
    for (const left of [1, 0]) {
      await page.locator('.offer-send').first().click()
      await expect(page.locator('.offer')).toHaveCount(left)
    }
    await expect(page.locator('.row:not(.sending) .shop-card')).toHaveCount(2)
    await desk.say('good day https://shop.example/')
    await expect(bubble(page, 'good day')).toBeVisible()
    await check('card sent')

    const held = page.waitForRequest('**/api/upload**')
    await page.route('**/api/upload**', async route => {
      await page.waitForEvent('close').catch(() => {})
      await route.abort().catch(() => {})
    })
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('tea') })
    await held
    await expect(page.getByRole('progressbar')).toBeVisible()
    await check('upload')
    await page.locator('.uploads button').click()

    await page.getByRole('button', { name: t('chat.menu'), exact: true }).click()
    await page.getByRole('button', { name: t('rating.open') }).click()
    await page.locator('.rating-stars label').nth(3).click()
    await expect(page.locator('.rating textarea')).toBeVisible()
    await check('rating')
    await page.getByRole('button', { name: t('rating.skip') }).click()

    await page
      .locator('.tools')
      .getByRole('button', { name: t('chat.leave') })
      .click()
    const form = page.frameLocator('.leave-over iframe')
    await expect(form.locator('textarea')).toBeVisible()
    await check('form over the chat')
    await form.locator('button').click()
    await expect(form.getByRole('alert')).toBeVisible()
    await check('form with a problem')
    expect(found).toEqual([])
  })
}

test('[CFG-locale] [ML3] from right to left, too, a new message is in the log exactly once', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.h5('&locale=ar'))
  await page.locator('textarea').fill('hello')
  await page.locator('textarea').press('Enter')
  await desk.say('the only one')
  await expect(bubble(page, 'the only one')).toBeVisible()
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const byId = new Map(nodes.map(node => [node.nodeId, node]))
  const textsIn = (id: string): string[] => {
    const node = byId.get(id)
    if (!node) return []
    const own = node.role?.value === 'StaticText' ? [String(node.name?.value ?? '')] : []
    return [...own, ...(node.childIds ?? []).flatMap(textsIn)]
  }
  const log = nodes.find(node => node.role?.value === 'log')!
  expect(textsIn(log.nodeId).filter(text => text === 'the only one')).toHaveLength(1)
})

test('[CFG-locale] from right to left what points, points the other way, and arrows move the way they point', async ({
  site,
  visitorPage: page
}) => {
  const mirrored = (name: string) =>
    page.locator(name).evaluate(one => new DOMMatrix(getComputedStyle(one).transform).a)
  for (const [locale, sign] of [
    ['en', 1],
    ['ar', -1]
  ] as const) {
    await page.goto(site.h5(`&locale=${locale}&top_bar_flag=1`))
    await page.locator('textarea').waitFor()
    expect(await mirrored('.send .icon')).toBe(sign)
    expect(await mirrored('.bar > .tool > .icon')).toBe(sign)
    await page.getByRole('button', { name: TEXTS[locale]['composer.emoji'] as string }).click()
    const first = page.locator('.emoji button').first()
    await expect(first).toBeFocused()
    const from = (await first.boundingBox())!.x
    await page.keyboard.press(sign > 0 ? 'ArrowRight' : 'ArrowLeft')
    const next = page.locator('.emoji button').nth(1)
    await expect(next).toBeFocused()
    expect(Math.sign((await next.boundingBox())!.x - from)).toBe(sign)
    await page.keyboard.press('Escape')
    await page.locator('textarea').fill(`to the ${locale === 'en' ? 'right' : 'left'}`)
    await page.locator('textarea').press('Enter')
    const mine = (await page.locator('.mine .bubble').last().boundingBox())!
    const middle = page.viewportSize()!.width / 2
    expect(Math.sign(mine.x + mine.width / 2 - middle)).toBe(sign)
  }
})
