import { test as base, type Frame, type Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import type { PublicChannel } from '#protocol/host'

export { expect } from '@playwright/test'

export const SYSNUM = '3542411be2184c8cb6b48d66ca1b2730'
export const OTHER_SYSNUM = '4c349791a07b46c1a70b8ac88aa23257'

const root = fileURLToPath(new URL('../../..', import.meta.url))
// Read once: a build that runs meanwhile takes them away for a moment.
const ENTRANCE = readFileSync(`${root}dist/loader/entrance.js`, 'utf8')
const V1 = readFileSync(`${root}dist/loader/v1.js`, 'utf8')
const PINNED = readFileSync(`${root}dist/loader/pinned.js`, 'utf8')
const WINDOW = readFileSync(`${root}dist/app/loader/window.js`, 'utf8')
const VISIT = readFileSync(`${root}dist/app/loader/visit.js`, 'utf8')
const INVITE = readFileSync(`${root}dist/app/loader/invite.js`, 'utf8')
const DOCTOR = readFileSync(`${root}dist/app/loader/doctor.js`, 'utf8')
const ADVICE = readFileSync(`${root}dist/app/loader/advice.js`, 'utf8')
const CHANNELS = [
  [1, '04babc'],
  [2, 'aa0044', 1],
  [3, '113355', 0, 1]
] satisfies PublicChannel[]

export type PageOptions = {
  headers?: Record<string, string>
  /** Before the script arrives. */
  slowMs?: number
}

export type Sites = {
  /** Where the chat comes from: http://127.0.0.1:… */
  chat: string
  /** Another site with nothing on it: http://localhost:… */
  host: string
  /** Puts a page on the host's site and gives its address. */
  page(html: string, options?: PageOptions): string
  /** Paths asked of the chat's site since the page was put there. */
  asked: string[]
  /** Answers for paths of the chat's site, over those that are there. */
  answers: Map<string, (response: ServerResponse) => void>
  /** Hosts that the stand-in chat lets greet it; empty = all. */
  allowedHosts: string[]
}

/** What the stand-in chat has heard and can say. */
type Chat = {
  heard: any[]
  link: { send(frame: unknown): void }
}

export const test = base.extend<{ sites: Sites; errors: string[] }, { servers: Servers }>({
  servers: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const servers = await startServers()
      await use(servers)
      await servers.close()
    },
    { scope: 'worker' }
  ],
  sites: async ({ servers }, use) => use(servers.fresh()),
  /** Uncaught errors of the page and everything in it. */
  errors: async ({ page }, use) => {
    const errors: string[] = []
    page.on('pageerror', error => errors.push(String(error)))
    await use(errors)
  }
})

type Servers = { fresh(): Sites; close(): Promise<void> }

async function startServers(): Promise<Servers> {
  const standIn = await bundleStandIn()
  let sites: Sites & { pages: Map<string, { html: string } & PageOptions>; slowMs: number }

  const host = await serve((request, response) => {
    const page = sites.pages.get(path(request))
    if (!page) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html)
  })
  const chat = await serve((request, response) => {
    sites.asked.push(path(request))
    const answer = sites.answers.get(path(request))
    if (answer) answer(response)
    else answerForChat(request, response)
  })

  function answerForChat(request: IncomingMessage, response: ServerResponse) {
    const { searchParams } = new URL(request.url!, 'http://chat')
    const send = (type: string, body: string) =>
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body)
    const script = (body: string) => setTimeout(() => send('text/javascript', body), sites.slowMs)
    switch (path(request).toLowerCase()) {
      case '/chat/frame/v2/entrance.js':
      case '/chat/frame/v6/entrance.js':
        return script(entranceFor(searchParams.get('sysnum') ?? ''))
      case '/chat/frame/js/entrance.js':
      case '/chat/pc/pc.min.js':
        return script(entranceFor(searchParams.get('sysNum') ?? '', CHANNELS, V1))
      case '/chat/frame/v2/entrance.1.js':
        response.setHeader('access-control-allow-origin', '*')
        return script(PINNED)
      case '/app/loader/window.js':
        return script(WINDOW)
      case '/app/loader/advice.js':
        return script(ADVICE)
      case '/app/loader/doctor.js':
        return script(DOCTOR)
      case '/app/loader/visit.js':
        return script(VISIT)
      case '/app/loader/invite.js':
        return script(INVITE)
      case '/stand-in.js':
        return send('text/javascript', standIn)
      case '/chat/frame/v2/app.html':
        return send(
          'text/html',
          `<!doctype html><title>Chat</title><body data-hosts='${JSON.stringify(sites.allowedHosts)}'><button>close</button><textarea></textarea><script src="/stand-in.js"></script>`
        )
      case '/chat/h5/index.html':
        return send('text/html', '<!doctype html><title>Legacy page</title>')
      case '/chat/h5/v2/index.html':
      case '/chat/pc/v2/index.html':
        return send('text/html', '<!doctype html><title>Chat page</title>')
      case '/evil.html':
        return send('text/html', '<!doctype html><title>Another frame</title>')
      default:
        return response.writeHead(404).end()
    }
  }

  return {
    fresh() {
      const pages: (typeof sites)['pages'] = new Map()
      sites = {
        chat: chat.url,
        host: host.url.replace('127.0.0.1', 'localhost'),
        pages,
        slowMs: 0,
        asked: [],
        answers: new Map(),
        allowedHosts: [],
        page(html, options = {}) {
          const name = `/page-${pages.size}.html`
          pages.set(name, { html, ...options })
          sites.slowMs = options.slowMs ?? 0
          sites.asked.length = 0
          return sites.host + name
        }
      }
      return sites
    },
    async close() {
      await Promise.all([host.close(), chat.close()])
    }
  }
}

export const pinned = PINNED

export function entranceFor(sysnum: string, channels: PublicChannel[] = CHANNELS, script = ENTRANCE): string {
  const settings = /^[\da-f]{32}$/.test(sysnum) ? [sysnum, ...channels] : null
  return script.replace('__OPENZC_SETTINGS__', () => JSON.stringify(settings))
}

const path = (request: IncomingMessage) => new URL(request.url!, 'http://any').pathname

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle)
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(closed => {
        server.closeAllConnections()
        server.close(closed)
      })
  }
}

/** The widget's real side of the link, and nothing else of the widget. */
async function bundleStandIn(): Promise<string> {
  const entry = fileURLToPath(new URL('./stand-in.ts', import.meta.url))
  const built = await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'standIn' } }
  })
  return (built as [Rolldown.RolldownOutput])[0].output[0].code
}

type Snippet = { sysnum?: string; query?: string; className?: string; name?: string; calls?: string }

/** The documented snippet with only the host changed, and the page's calls after it. */
export function snippet(
  { chat }: Sites,
  { sysnum = SYSNUM, query = '', className = '', name = 'zc', calls = '' }: Snippet = {}
): string {
  return `<script>
(function (w, d, e, x) {
  w[e] = function () {
    w.cbk = w.cbk || []
    w.cbk.push(arguments);
  }
  x = d.createElement("script");
  x.async = true;
  x.id = "zhichiScript";
  x.className = ${JSON.stringify(className)};
  x.src = "${chat}/chat/frame/v2/entrance.js?sysnum=${sysnum}${query}";
  d.body.appendChild(x);
})(window, document, "${name}");
${calls}
</script>`
}

export const html = (body: string, head = '') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Shop</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`

/** Goes to a page with the snippet and these calls. */
export async function open(page: Page, sites: Sites, given: Snippet & { body?: string; head?: string } = {}) {
  await page.goto(sites.page(html((given.body ?? '') + snippet(sites, given), given.head)))
}

export const entrance = (page: Page) => page.locator('#zc__sdk__sys__btn')
export const container = (page: Page) => page.locator('#zc__sdk__container')
/** What the console has been told, as it comes. */
export function warningsOf(page: Page): string[] {
  const warnings: string[] = []
  page.on('console', message => message.type() === 'warning' && warnings.push(message.text()))
  return warnings
}

export const iframe = (page: Page) => page.locator('#zc__sdk__container iframe')

/** The stand-in chat, once its link stands. */
export async function chatIn(page: Page): Promise<Frame> {
  const handle = await page
    .locator('#zc__sdk__container iframe, iframe#ZCChatFrame:not([hidden])')
    .elementHandle()
  const frame = (await handle!.contentFrame())!
  // By the clock: a frame that is not shown is not painted either
  await frame.waitForFunction(
    () => (window as any).heard?.some((one: any) => one.shown !== undefined),
    undefined,
    { polling: 50 }
  )
  return frame
}

export const heard = (frame: Frame) => frame.evaluate(() => (window as unknown as Chat).heard)

export const say = (frame: Frame, what: unknown) =>
  frame.evaluate(what => (window as unknown as Chat).link.send(what), what)

/** The same call as the page makes it; resolves with what the callback gets. */
export const call = (page: Page, name: string) =>
  page.evaluate(name => new Promise<any>(answer => (window as any).zc(name, answer)), name)

/** For what is said to happen a macrotask or two later. */
export const ticks = (page: Page, count = 5) =>
  page.evaluate(async count => {
    for (let i = 0; i < count; i++) await new Promise(next => setTimeout(next, 10))
  }, count)
