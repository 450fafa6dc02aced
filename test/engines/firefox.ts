import puppeteer, { type Frame } from 'puppeteer-core'
import type { Engine } from './engine.ts'

/** Firefox over WebDriver BiDi. */
export async function startFirefox(path: string): Promise<Engine> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: path,
    headless: true,
    // What it asks of its maker at every start fails without a network
    extraPrefsFirefox: {
      'network.captive-portal-service.enabled': false,
      'intl.accept_languages': 'en-GB, en'
    }
  })
  return {
    name: 'firefox',
    async open({ width, height } = { width: 1280, height: 800 }) {
      const context = await browser.createBrowserContext()
      const page = await context.newPage()
      await page.setViewport({ width, height })

      async function inside(frame?: string): Promise<Frame> {
        if (!frame) return page.mainFrame()
        const element = await page.waitForSelector(frame)
        const content = await element!.contentFrame()
        if (!content) throw new Error(`${frame} holds no document`)
        return content
      }

      return {
        goto: async url => void (await page.goto(url)),
        run: async (body, frame) =>
          (await (await inside(frame)).evaluate(new Function(body) as () => never)) as never,
        async click(selector, frame) {
          const element = await (await inside(frame)).waitForSelector(selector, { visible: true })
          await element!.click()
        },
        async type(selector, text, frame) {
          const element = await (await inside(frame)).waitForSelector(selector, { visible: true })
          for (const key of text) await (key === '\n' ? element!.press('Enter') : element!.type(key))
        },
        close: () => context.close()
      }
    },
    close: () => browser.close()
  }
}
