import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAgentSession, createMemory, browserClock, type AgentSession } from '#client/index'
import type { Profile } from '#protocol/desk'
import { expect, test as base, until, type Frame, type Page } from '#test/kit/browser'
import { nodeTransport } from '#test/kit/node-transport'

export { expect, until } from '#test/kit/browser'

export const PHONE = { width: 390, height: 844 }

export type Wild = {
  chat: string
  sysnum: string
  /** Puts a page on a site that is not the chat's, and gives its address. */
  put(html: string): string
  /** What the agent's panel has of whoever wrote this. */
  panelOf(text: string): Promise<{ uid: string; profile: Profile }>
  say(uid: string, text: string): void
}

/** What a message takes to the agent's panel at most, on a busy machine. */
const BUSY_MS = 20_000
const PICTURE = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64')

/** One server, one site and one agent for all tests of a file. */
export const test = base.extend<{ pictures: void }, { wild: Wild }>({
  pictures: [
    async ({ context }, use) => {
      await context.route('https://img.example/**', route =>
        route.fulfill({ contentType: 'image/gif', body: PICTURE })
      )
      await use()
    },
    { auto: true }
  ],
  wild: [
    async ({ site: { server, sysnum } }, use) => {
      const pages: string[] = []
      const host = createServer((request, response) => {
        const page = pages[Number(request.url?.slice(1).replace(/[?#].*/, ''))]
        response
          .writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
          .end(page)
      })
      await new Promise<void>(listening => host.listen(0, 'localhost', listening))
      const session = createAgentSession({
        agentId: 'wild',
        storage: createMemory(),
        clock: browserClock,
        transports: [
          nodeTransport(`${server.url.replace('http', 'ws')}/workbench/socket`, {
            cookie: await server.signIn(0)
          })
        ]
      })
      session.start()
      await use({
        chat: server.url,
        sysnum,
        put: html => `http://localhost:${(host.address() as AddressInfo).port}/${pages.push(html) - 1}`,
        async panelOf(text) {
          const uid = await uidOf(session, text)
          await until(() => session.visitor(uid)?.profile !== undefined, BUSY_MS)
          return { uid, profile: session.visitor(uid)!.profile }
        },
        say(uid, text) {
          session.send(uid, { kind: 'text', text })
        }
      })
      session.destroy()
      host.closeAllConnections()
      await new Promise(closed => host.close(closed))
    },
    { scope: 'worker' }
  ]
})

async function uidOf(session: AgentSession, text: string): Promise<string> {
  const find = () =>
    session
      .inbox()
      .find(({ uid }) =>
        session.open(uid).entries.some(({ content }) => content.kind === 'text' && content.text === text)
      )
  await until(() => find() !== undefined, BUSY_MS)
  return find()!.uid
}

/** What the panel shows, as far as the integration says it. */
export function expectClaims({ claims = {} }: Profile, expected: Record<string, string | RegExp>) {
  const shaped = Object.entries(expected).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : expect.stringMatching(value)
  ])
  expect(claims).toMatchObject(Object.fromEntries(shaped))
}

/** Writes as a visitor does; the page for old browsers has a form, which works before its script. */
export async function write(chat: Page | Frame, text: string, hasForm = false) {
  const box = chat.getByRole('textbox')
  await box.fill(text)
  if (hasForm) await chat.locator('#send').click()
  else await box.press('Enter')
}
