import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

// The platform of WeChat's mini programs as a server sees it, written from its documents: real HTTP, its formats, its codes and its limits. It
// shares no code with the product.

export type Sent = { openid: string; msgtype: string; [part: string]: unknown }
/** An answer in the place of the right one: a code, a status, no answer at all, or what is no JSON. */
export type Trouble = number | { status: number } | 'silence' | 'garbage'

export type App = { appId: string; appSecret: string; token: string; encodingAesKey: string; url: string }

const WORD = { most: 5, ms: 48 * 3_600_000 }
const ENTRANCE = { most: 2, ms: 60_000 }
const TOKEN_SECONDS = 7_200

export type WechatPlatform = Awaited<ReturnType<typeof startWechatPlatform>>

export async function startWechatPlatform({ now = () => Date.now() }: { now?: () => number } = {}) {
  const sent: Sent[] = []
  const typing: { openid: string; command: string }[] = []
  const media = new Map<string, { bytes: Buffer; type: string; name: string }>()
  const uploaded: Buffer[] = []
  const tokens = new Map<string, { token: string; until: number }>()
  const secrets = new Map<string, string>()
  const quotas = new Map<string, { left: number; until: number }>()
  /** By path, to come before the right answers. */
  const troubles = new Map<string, Trouble[]>()
  const asked: string[] = []
  let count = 0
  let calls = 0

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://platform')
    asked.push(url.pathname)
    calls++
    const body = await read(request)
    const trouble = troubles.get(url.pathname)?.shift()
    if (trouble === 'silence') return
    if (trouble === 'garbage') return void response.end('<html>busy</html>')
    if (typeof trouble === 'object') return void response.writeHead(trouble.status).end()
    const json = (value: object) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (typeof trouble === 'number') return json({ errcode: trouble, errmsg: 'as the test wants it' })
    if (url.pathname === '/cgi-bin/stable_token') return json(giveToken(JSON.parse(body.toString())))
    if (![...tokens.values()].some(one => one.token === url.searchParams.get('access_token')))
      return json({ errcode: 40001, errmsg: 'invalid credential' })
    if (url.pathname === '/cgi-bin/message/custom/send') return json(take(JSON.parse(body.toString())))
    if (url.pathname === '/cgi-bin/message/custom/business/typing') {
      const { touser, command } = JSON.parse(body.toString())
      typing.push({ openid: touser, command })
      return json({ errcode: 0, errmsg: 'ok' })
    }
    if (url.pathname === '/cgi-bin/media/upload') {
      uploaded.push(body)
      return json({ type: 'image', media_id: `uploaded-${uploaded.length}`, created_at: 1 })
    }
    if (url.pathname === '/cgi-bin/media/get') {
      const found = media.get(url.searchParams.get('media_id') ?? '')
      if (!found) return json({ errcode: 40007, errmsg: 'invalid media_id' })
      response.writeHead(200, {
        'content-type': found.type,
        'content-disposition': `attachment; filename="${found.name}"`
      })
      return void response.end(found.bytes)
    }
    response.writeHead(404).end()
  })

  function giveToken({
    appid,
    secret,
    force_refresh
  }: {
    appid: string
    secret: string
    force_refresh?: boolean
  }) {
    if (secrets.has(appid) && secrets.get(appid) !== secret)
      return { errcode: 40125, errmsg: 'invalid appsecret' }
    const known = tokens.get(appid)
    if (!known || known.until <= now() || force_refresh)
      tokens.set(appid, { token: `token-${++count}`, until: now() + TOKEN_SECONDS * 1_000 })
    return { access_token: tokens.get(appid)!.token, expires_in: TOKEN_SECONDS }
  }

  function take({ touser, ...message }: { touser: string; msgtype: string }) {
    const quota = quotas.get(touser)
    if (!quota || quota.until <= now()) return { errcode: 45015, errmsg: 'response out of time limit' }
    if (quota.left <= 0) return { errcode: 45047, errmsg: 'out of response count limit' }
    quota.left--
    sent.push({ openid: touser, ...message })
    return { errcode: 0, errmsg: 'ok' }
  }

  /** What the customer does opens the way back. */
  function open(openid: string, { most, ms }: typeof WORD) {
    const before = quotas.get(openid)
    const left = before && before.until > now() ? Math.max(before.left, most) : most
    quotas.set(openid, { left, until: Math.max(before?.until ?? 0, now() + ms) })
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    /** How many requests have come. */
    get calls() {
      return calls
    },
    sent,
    typing,
    uploaded,
    asked,
    media,
    secrets,
    /** As if another system had asked for the token by force. */
    takeToken: (appId: string) =>
      void tokens.set(appId, { token: `token-${++count}`, until: now() + 7_200_000 }),
    trouble: (path: string, ...these: Trouble[]) =>
      void troubles.set(path, [...(troubles.get(path) ?? []), ...these]),
    /** A push as the platform makes it; `times` with the same content, at once, to one of `urls` each. */
    async push(
      app: App,
      fields: Record<string, string | number>,
      { json = false, plain = false, times = 1, urls = [app.url] }: PushOptions = {}
    ): Promise<{ status: number; text: string }[]> {
      const openid = String(fields['FromUserName'])
      open(openid, fields['MsgType'] === 'event' ? ENTRANCE : WORD)
      const inner = json ? JSON.stringify(fields) : toXml(fields)
      return await Promise.all(
        Array.from({ length: times }, (_, i) =>
          post(app, inner, { json, plain, url: urls[i % urls.length]! })
        )
      )
    },
    verify: async (app: App, token = app.token) => {
      const [timestamp, nonce] = ['1700000000', '4711']
      const query = new URLSearchParams({
        signature: sha1(token, timestamp, nonce),
        timestamp,
        nonce,
        echostr: 'echo-me'
      })
      const answer = await fetch(`${app.url}?${query}`)
      return { status: answer.status, text: await answer.text() }
    },
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
}

export type PushOptions = { json?: boolean; plain?: boolean; times?: number; urls?: string[] }

async function post(
  app: App,
  inner: string,
  { json, plain, url }: { json: boolean; plain: boolean; url: string }
) {
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const nonce = randomBytes(4).readUInt32BE().toString()
  const encrypted = encrypt(inner, app)
  const secure = json
    ? JSON.stringify({ ToUserName: 'gh_1', Encrypt: encrypted })
    : toXml({ ToUserName: 'gh_1', Encrypt: encrypted })
  const query = new URLSearchParams({
    signature: sha1(app.token, timestamp, nonce),
    timestamp,
    nonce,
    openid: 'o',
    ...(plain ? {} : { encrypt_type: 'aes', msg_signature: sha1(app.token, timestamp, nonce, encrypted) })
  })
  const answer = await fetch(`${url}?${query}`, {
    method: 'POST',
    headers: { 'content-type': json ? 'application/json' : 'text/xml' },
    body: plain ? inner : secure
  })
  return { status: answer.status, text: await answer.text() }
}

const sha1 = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex')

function encrypt(text: string, { appId, encodingAesKey }: App): string {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const body = Buffer.from(text)
  const size = Buffer.alloc(4)
  size.writeUInt32BE(body.length)
  const all = Buffer.concat([randomBytes(16), size, body, Buffer.from(appId)])
  const pad = 32 - (all.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16))
  cipher.setAutoPadding(false)
  return Buffer.concat([
    cipher.update(Buffer.concat([all, Buffer.alloc(pad, pad)])),
    cipher.final()
  ]).toString('base64')
}

const toXml = (fields: Record<string, string | number>) =>
  `<xml>${Object.entries(fields)
    .map(([name, value]) =>
      typeof value === 'number'
        ? `<${name}>${value}</${name}>`
        : `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`
    )
    .join('\n')}</xml>`

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
