import AxeBuilder from '@axe-core/playwright'
import { TEXTS } from '#texts/all'
import { bubble, composer, expect, send, test, type Page } from '#test/kit/browser'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`)
}

for (const [scheme, locale] of [
  ['light', 'en'],
  ['dark', 'en'],
  ['light', 'ar'],
  ['dark', 'ar']
] as const) {
  const t = (key: keyof typeof TEXTS.en) => TEXTS[locale][key] as string
  test(`axe finds nothing on the H5 page in ${scheme}, ${locale === 'ar' ? 'right to left' : 'left to right'}: empty, history, menu, emoji, failed, offline`, async ({
    site,
    visitorPage: page,
    desk,
    context
  }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto(site.h5(`&locale=${locale}`))
    await expect(page.locator('textarea')).toBeVisible()
    const found: string[] = []
    const check = async (state: string) =>
      found.push(...(await violations(page)).map(one => `${state}: ${one}`))
    await check('empty')
    await page.locator('textarea').fill('hello https://example.com')
    await page.locator('textarea').press('Enter')
    await desk.say('hello back')
    await expect(bubble(page, 'hello back')).toBeVisible()
    await check('history')
    await page.getByRole('button', { name: t('chat.menu'), exact: true }).click()
    await check('menu')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: t('composer.emoji') }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await check('emoji')
    await page.keyboard.press('Escape')
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.html', mimeType: 'text/html', buffer: Buffer.from('<b>') })
    await expect(page.getByRole('alert')).toBeVisible()
    await check('error')
    await context.setOffline(true)
    await site.server.kill('SIGKILL')
    await expect(page.getByRole('status').filter({ hasText: t('status.offline') })).toBeVisible({
      timeout: 15_000
    })
    await check('offline')
    await context.setOffline(false)
    await site.server.start()
    expect(found).toEqual([])
  })
}

test("[ML3] a new message is in the accessibility tree's log exactly once, history is not announced", async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.h5())
  await send(page, 'hello')
  await desk.say('the only one')
  await expect(bubble(page, 'the only one')).toBeVisible()
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const byId = new Map(nodes.map(node => [node.nodeId, node]))
  const log = nodes.find(node => node.role?.value === 'log')!
  const inside = (id: string): string[] => {
    const node = byId.get(id)
    if (!node) return []
    const own = node.role?.value === 'StaticText' ? [String(node.name?.value ?? '')] : []
    return [...own, ...(node.childIds ?? []).flatMap(inside)]
  }
  expect(inside(log.nodeId).filter(text => text === 'the only one')).toHaveLength(1)
  await expect(page.getByRole('log')).toHaveAttribute('aria-live', 'polite')
  await page.reload()
  await expect(page.getByRole('log')).toHaveAttribute('aria-live', 'off')
})

test('the whole chat is worked with the keyboard alone', async ({ site, visitorPage: page, desk }) => {
  await page.goto(site.h5())
  await send(page, 'hello')
  await desk.say('good day')
  await expect(page.getByRole('button', { name: 'Send a file or picture' })).toBeVisible()
  await page.locator('body').click({ position: { x: 1, y: 1 } })
  const visited: string[] = []
  for (let i = 0; i < 9; i++) {
    await page.keyboard.press('Tab')
    visited.push(
      await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? ''
      )
    )
  }
  for (const name of ['More', 'Messages', 'Send a file or picture', 'Emoji', 'Message'])
    expect(visited).toContain(name)
  await composer(page).focus()
  await page.keyboard.type('by keyboard')
  await page.keyboard.press('Enter')
  await desk.say('heard')
  await expect(bubble(page, 'heard')).toBeVisible()
})

test('nothing overflows at 320 pixels, in English and Chinese', async ({ site, visitorPage: page }) => {
  await page.setViewportSize({ width: 320, height: 480 })
  for (const locale of ['en', 'cn']) {
    await page.goto(site.h5(`&locale=${locale}`))
    await expect(page.getByRole('textbox')).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    await expect(page.locator('html')).toHaveAttribute('lang', locale === 'en' ? 'en' : 'zh-CN')
  }
})
