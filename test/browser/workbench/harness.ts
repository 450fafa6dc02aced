import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { createServerProcess, type Demo, type ServerProcess } from '../../kit/server-process.ts'

export { expect, type Page }

export type Account = Demo['agents'][number]

type Options = Parameters<Browser['newContext']>[0]

export type Desk = {
  /** A browser of its own, not signed in. */
  open(options?: Options): Promise<Page>
  /** Signed in, with the inbox on the screen. */
  agent(index?: number, options?: Options): Promise<Page>
  /** The company's administrator, signed in; the one before is signed out. */
  admin(options?: Options): Promise<Page>
  /** A visitor's chat page; `query` is added to its address. */
  visitor(query?: string, options?: Options): Promise<Page>
  /** Kills the page's links and lets no new one come up; other requests still work. Undone by `mend`. */
  cut(page: Page): Promise<void>
  mend(page: Page): void
}

export const test = base.extend<{ desk: Desk }, { server: ServerProcess }>({
  server: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await createServerProcess()
      await server.start()
      await use(server)
      await server.dispose()
    },
    { scope: 'worker' }
  ],
  desk: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = []
    const problems: string[] = []
    const links = new WeakMap<Page, Links>()

    async function page(options: Options = {}) {
      const context = await browser.newContext({
        locale: 'en-US',
        baseURL: server.url,
        serviceWorkers: 'block',
        ...options
      })
      contexts.push(context)
      const opened = await context.newPage()
      links.set(opened, await controlLinks(opened))
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
        await signIn(opened, server.demo.agents[index]!)
        return opened
      },
      async admin(options) {
        const account = { email: 'admin@demo.example', password: 'of the administrator', name: 'Admin' }
        server.admin('reset-password', '--email', account.email, '--password', account.password)
        const opened = await page(options)
        await signIn(opened, account)
        return opened
      },
      async visitor(query = '', options) {
        const opened = await page(options)
        await opened.goto(`/chat/h5/v2/index.html?sysnum=${server.demo.sysnum}${query}`)
        await expect(opened.getByRole('textbox')).toBeVisible()
        return opened
      },
      cut: async page => links.get(page)!.cut(),
      mend: page => links.get(page)!.mend()
    })
    for (const context of contexts) await context.close()
    expect(problems).toEqual([])
  }
})

type Links = { cut(): Promise<void>; mend(): void }

async function controlLinks(page: Page): Promise<Links> {
  let isCut = false
  const open = new Set<{ close(): Promise<void> }>()
  await page.routeWebSocket(/\/socket$/, socket => {
    if (isCut) return void socket.close()
    socket.connectToServer()
    open.add(socket)
    socket.onClose(() => open.delete(socket))
  })
  await page.route('**/api/live/**', route => (isCut ? route.abort() : route.continue()))
  return {
    async cut() {
      isCut = true
      await Promise.all([...open].map(socket => socket.close()))
    },
    mend: () => (isCut = false)
  }
}

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
