import { test as base, type Browser, type BrowserContext, type Frame, type Page } from '@playwright/test'
import { createAgentSession, createMemory, browserClock, type AgentSession } from '#client/index'
import { startDemo } from '../../demo/serve.ts'
import { nodeTransport } from './node-transport.ts'
import { createServerProcess, type ServerProcess } from './server-process.ts'

export { expect } from '@playwright/test'

export type Site = { server: ServerProcess; shop: string; sysnum: string; h5(query?: string): string }

/** An agent without a screen, for tests of the visitor's side. */
export type Desk = {
  session: AgentSession
  uid(): Promise<string>
  say(text: string): Promise<void>
  texts(): string[]
}

type Fixtures = { visitorPage: Page; desk: Desk; problems: string[] }

async function startSite(use: (site: Site) => Promise<void>, env: Record<string, string> = {}) {
  const server = await createServerProcess({ env })
  await server.start()
  const demo = await startDemo({ port: 0, chatOrigin: server.url, signingKey: server.demo.signingKey })
  const { sysnum } = server.demo
  await use({
    server,
    shop: demo.url,
    sysnum,
    h5: (query = '') => `${server.url}/chat/h5/v2/index.html?sysnum=${sysnum}${query}`
  })
  await demo.close()
  await server.dispose()
}

/** The real server and the demo shop on two sites, one pair per worker; each test its own browser context. */
export const test = base.extend<Fixtures, { site: Site }>({
  // eslint-disable-next-line no-empty-pattern
  site: [({}, use) => startSite(use), { scope: 'worker' }],
  problems: async ({ context }, use) => {
    const problems: string[] = []
    watch(context, problems)
    await use(problems)
    // A page of ours never reports an error, whatever the test is about
    if (problems.length > 0) throw new Error(`errors in the page:\n${problems.join('\n')}`)
  },
  visitorPage: async ({ context, problems }, use) => {
    void problems
    await use(await context.newPage())
  },
  desk: async ({ site }, use) => {
    const desk = await openDesk(site)
    await use(desk)
    desk.session.destroy()
  }
})

/** With a server that only tests of the desk use, which leave groups and rules behind; it may ask this machine for answers. */
export const apart = test.extend<object, { site: Site }>({
  site: [
    // eslint-disable-next-line no-empty-pattern
    ({}, use) => startSite(use, { OUTBOUND_ALLOW: '127.0.0.1/32:*' }),
    { scope: 'worker' }
  ]
})

function watch(context: BrowserContext, problems: string[]) {
  context.on('weberror', error => problems.push(String(error.error())))
  context.on('console', message => {
    if (message.type() !== 'error') return
    // The browser itself complains of a network that a test cuts, and of an upload that is refused
    if (
      !/net::ERR_(INTERNET_DISCONNECTED|CONNECTION|FAILED)|WebSocket connection|status of 4(15|29)/.test(
        message.text()
      )
    )
      problems.push(message.text())
  })
}

async function openDesk({ server }: Site): Promise<Desk> {
  const cookie = await server.signIn(0)
  const session = createAgentSession({
    agentId: 'test',
    storage: createMemory(),
    clock: browserClock,
    transports: [nodeTransport(`${server.url.replace('http', 'ws')}/workbench/socket`, { cookie })]
  })
  let inboxIsHere = false
  session.on('inbox', () => (inboxIsHere = true))
  session.start()
  let known: string | undefined
  await until(() => inboxIsHere)
  const before = new Set(session.inbox().map(one => one.cid))
  const uid = async () => {
    // The conversation that this test has started
    await until(
      () => known !== undefined || session.inbox().some(one => !before.has(one.cid) && one.status !== 'ended')
    )
    known ??= session.inbox().find(one => !before.has(one.cid) && one.status !== 'ended')!.uid
    session.open(known)
    return known
  }
  return {
    session,
    uid,
    async say(text) {
      const to = await uid()
      session.send(to, { kind: 'text', text })
      await until(() => session.pending(to).length === 0)
    },
    texts: () =>
      known
        ? session
            .open(known)
            .entries.flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []))
        : []
  }
}

export async function until(condition: () => boolean, withinMs = 10_000) {
  for (
    const end = Date.now() + withinMs;
    Date.now() < end;
    await new Promise(resolve => setTimeout(resolve, 20))
  )
    if (condition()) return
  throw new Error(`not within ${withinMs} ms: ${condition}`)
}

export const composer = (page: Page | Frame) => page.getByRole('textbox', { name: /Message|消息/ })

export async function send(page: Page | Frame, text: string) {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

export const bubble = (page: Page | Frame, text: string | RegExp) =>
  page.getByRole('log').locator('.bubble', { hasText: text })

export type { Browser, BrowserContext, Frame, Page }
