import { spawn, type ChildProcess } from 'node:child_process'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test'

export { expect, type Page }

const OPENZC = new URL('../../../server/openzc.mjs', import.meta.url).pathname
const run = promisify(execFile)

export type Account = { email: string; password: string; name: string }

export type Server = {
  url: string
  sysnum: string
  agents: Account[]
  admin(...args: string[]): Promise<Record<string, unknown>>
}

/** A server of its own on a free port, with the demo company. */
async function startServer(): Promise<{ server: Server; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'openzc-workbench-'))
  const env = { ...process.env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' }
  const child = spawn(process.execPath, [OPENZC, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await readAddress(child)
  const admin = async (...args: string[]) => {
    const { stdout } = await run(process.execPath, [OPENZC, 'admin', ...args, '--json'], { env })
    return JSON.parse(stdout) as Record<string, unknown>
  }
  const seeded = (await admin('seed-demo')) as { sysnum: string; agents: Account[] }
  async function stop() {
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { server: { url, admin, ...seeded }, stop }
}

function readAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout!.on('data', (part: Buffer) => {
      text += part.toString()
      const found = /OpenZC ready on (\S+)/.exec(text)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', code => reject(new Error(`the server ended with ${code}: ${text}`)))
  })
}

type Options = Parameters<Browser['newContext']>[0]

export type Desk = {
  /** A browser of its own, not signed in. */
  open(options?: Options): Promise<Page>
  /** Signed in, with the inbox on the screen. */
  agent(index?: number, options?: Options): Promise<Page>
  /** A visitor's chat page; `query` is added to its address. */
  visitor(query?: string, options?: Options): Promise<Page>
}

export const test = base.extend<{ desk: Desk }, { server: Server }>({
  server: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const { server, stop } = await startServer()
      await use(server)
      await stop()
    },
    { scope: 'worker' }
  ],
  desk: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = []
    const problems: string[] = []

    async function page(options: Options = {}) {
      const context = await browser.newContext({ locale: 'en-US', baseURL: server.url, ...options })
      contexts.push(context)
      const opened = await context.newPage()
      opened.on('pageerror', error => problems.push(String(error)))
      // A policy violation is told here and nowhere else
      opened.on('console', message => {
        if (/Content Security Policy|TrustedHTML/.test(message.text())) problems.push(message.text())
      })
      return opened
    }

    await use({
      async open(options) {
        const opened = await page(options)
        await opened.goto('/workbench')
        return opened
      },
      async agent(index = 0, options) {
        const opened = await page(options)
        await signIn(opened, server.agents[index]!)
        return opened
      },
      async visitor(query = '', options) {
        const opened = await page(options)
        await opened.goto(`/chat/h5/v2/index.html?sysnum=${server.sysnum}${query}`)
        await expect(opened.getByRole('textbox')).toBeVisible()
        return opened
      }
    })
    for (const context of contexts) await context.close()
    expect(problems).toEqual([])
  }
})

export async function signIn(page: Page, { email, password }: Account) {
  if (!page.url().includes('/workbench')) await page.goto('/workbench')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('tablist')).toBeVisible()
}

/** Writes into the composer of either side and sends. */
export async function say(page: Page, text: string) {
  const composer = page.getByRole('textbox', { name: /^(Message|消息)$/ })
  await composer.fill(text)
  await composer.press('Enter')
}

/** Bubbles of the conversation on the screen, oldest first. */
export const bubbles = (page: Page) => page.locator('.bubble')

export const row = (page: Page, text: string | RegExp) =>
  page.getByRole('tabpanel').getByRole('link', { name: text })

export const tab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) })
