/** A plain static server for the demo shop and the fixture pages: some other site that uses the chat. */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve, sep } from 'node:path'
import { createMembers } from './members.ts'

const SYSNUM = '00000000000000000000000000000001'
const SHOP = resolve(import.meta.dirname, 'shop')
const PAGES = resolve(import.meta.dirname, 'pages')

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml'
}

/** Headers that only one page has. Placeholders are filled in as in the files. */
const PAGE_HEADERS: Record<string, Record<string, string>> = {
  [join(PAGES, 'csp.html')]: {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'nonce-demo' 'strict-dynamic'",
      "style-src 'nonce-demo'",
      "img-src 'self'",
      'frame-src {{chat}}',
      "require-trusted-types-for 'script'",
      "base-uri 'none'"
    ].join('; ')
  }
}

export type DemoOptions = {
  /** 0 takes any free port. */
  port: number
  host?: string
  /** Where the chat server is, for example http://127.0.0.1:8787 */
  chatOrigin: string
  /** Signs members of the shop in the chat; without it nobody can sign in. */
  signingKey?: string | undefined
}

export type Demo = { url: string; port: number; close(): Promise<void> }

export async function startDemo({
  port,
  host = 'localhost',
  chatOrigin,
  signingKey
}: DemoOptions): Promise<Demo> {
  const fill = (text: string) =>
    text.replaceAll('{{chat}}', () => chatOrigin).replaceAll('{{sysnum}}', SYSNUM)
  const members = signingKey ? createMembers({ sysnum: SYSNUM, signingKey }) : () => false
  const server = createServer((request, response) => {
    if (members(pathOf(request) ?? '', request, response)) return
    answer(request, response, fill).catch(() => response.destroy())
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(port, host, () => {
      server.off('error', failed)
      listening()
    })
  })
  const actual = (server.address() as AddressInfo).port
  return {
    url: `http://${shownHost(host)}:${actual}`,
    port: actual,
    close: () =>
      new Promise(closed => {
        server.close(() => closed())
        server.closeAllConnections()
      })
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, fill: (text: string) => string) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end()
    return
  }
  const path = pathOf(request)
  const file = path === undefined ? undefined : fileOf(path)
  const type = file === undefined ? undefined : TYPES[extname(file)]
  const bytes =
    file !== undefined && type !== undefined ? await readFile(file).catch(() => undefined) : undefined
  if (file === undefined || type === undefined || bytes === undefined) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n')
    return
  }
  response.setHeader('Content-Type', type)
  response.setHeader('Cache-Control', 'no-cache')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  for (const [name, value] of Object.entries(PAGE_HEADERS[file] ?? {})) response.setHeader(name, fill(value))
  const body = /\.(html|js)$/.test(file) ? Buffer.from(fill(bytes.toString())) : bytes
  response.setHeader('Content-Length', body.length)
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** The decoded path, or undefined when it cannot be one. */
function pathOf(request: IncomingMessage): string | undefined {
  try {
    // Only the part before the query, and not `new URL`, for which a leading // is a host.
    return decodeURIComponent((request.url ?? '/').replace(/[?#].*$/s, ''))
  } catch {
    return undefined
  }
}

/** The file of a path, or undefined when it would lie outside of the two folders. */
function fileOf(path: string): string | undefined {
  if (!path.startsWith('/') || path.includes('\0')) return undefined
  const [root, rest] = path.startsWith('/pages/') ? [PAGES, path.slice('/pages'.length)] : [SHOP, path]
  const file = resolve(root, `.${rest.endsWith('/') ? `${rest}index.html` : rest}`)
  return file.startsWith(root + sep) ? file : undefined
}

function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

if (import.meta.main) {
  const demo = await startDemo({
    port: Number(process.env.DEMO_PORT ?? 8788),
    chatOrigin: process.env.CHAT_ORIGIN ?? 'http://127.0.0.1:8787'
  })
  console.log(`Demo shop: ${demo.url}`)
}
