import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '#test/kit/browser'

for (const [language, colorScheme, width] of [
  ['en', 'light', 1280],
  ['zh', 'dark', 390]
] as const)
  test(`the guide can be read by everybody, ${language}, ${colorScheme}, ${width} wide`, async ({
    site,
    visitorPage: page
  }) => {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    for (const name of ['start', 'keys', 'commands', 'csp']) {
      await page.goto(`${site.server.url}/docs/${language}/${name}.html`)
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      if (process.env['SHOTS']) await page.screenshot({ path: `/tmp/h/docs-${language}-${name}.png` })
    }
  })
