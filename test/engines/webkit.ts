import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { Builder, By, Capabilities, Key, until as untilIn, type WebDriver } from 'selenium-webdriver'
import type { Engine, Tab } from './engine.ts'

const PATIENCE_MS = 15_000

/** WebKitGTK's small browser, by its own driver, on a screen that nobody sees. */
export async function startWebKit({ driver, browser }: { driver: string; browser: string }): Promise<Engine> {
  const screen = `:${90 + ((await freePort()) % 400)}`
  const xvfb = spawn('Xvfb', [screen, '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: 'ignore'
  })
  return {
    name: 'webkit',
    async open({ width, height } = { width: 1280, height: 800 }) {
      const { url, stop } = await startDriver(driver, screen)
      const session = await new Builder()
        .usingServer(url)
        .withCapabilities(
          new Capabilities({
            browserName: 'MiniBrowser',
            'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] }
          })
        )
        .build()
      await session.manage().window().setRect({ width, height })
      return tabOf(session, stop)
    },
    async close() {
      xvfb.kill()
    }
  }
}

/** Each has one session at most. */
async function startDriver(driver: string, screen: string) {
  const port = await freePort()
  const server = spawn(driver, [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: screen, LANGUAGE: 'en_GB', LANG: 'C.UTF-8' }
  })
  const url = `http://127.0.0.1:${port}`
  await answers(url)
  return { url, stop: () => void server.kill() }
}

function tabOf(session: WebDriver, stop: () => void): Tab {
  async function inside(frame?: string) {
    await session.switchTo().defaultContent()
    if (frame)
      await session.switchTo().frame(await session.wait(untilIn.elementLocated(By.css(frame)), PATIENCE_MS))
  }
  async function find(selector: string, frame?: string) {
    await inside(frame)
    const element = await session.wait(untilIn.elementLocated(By.css(selector)), PATIENCE_MS)
    return await session.wait(untilIn.elementIsVisible(element), PATIENCE_MS)
  }
  return {
    goto: url => session.get(url),
    async run(body, frame) {
      await inside(frame)
      return (await session.executeScript(body)) as never
    },
    click: async (selector, frame) => (await find(selector, frame)).click(),
    async type(selector, text, frame) {
      // The driver focuses nothing in a frame of another site before somebody has clicked in it
      await (await find(selector, frame)).click()
      await (await find(selector, frame)).sendKeys(text.replaceAll('\n', Key.ENTER))
    },
    close: () => session.quit().finally(stop)
  }
}

async function answers(url: string) {
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(`${url}/status`).then(
        ({ ok }) => ok,
        () => false
      )
    )
      return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error('WebKitWebDriver does not answer')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
