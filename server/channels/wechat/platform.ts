import { randomBytes } from 'node:crypto'
import { request } from 'undici'
import { NoAnswer, Refusal } from './codes.ts'

// The platform's own interface over HTTP: what is asked, and what its answers mean. Keeps nothing.

export type Token = { token: string; expiresIn: number }
export type OutMessage = { msgtype: string; [part: string]: unknown }
export type Media = { bytes: Buffer; name: string; type: string }

export type Platform = ReturnType<typeof createPlatform>

const PATIENCE_MS = 10_000
const MEDIA_MS = 30_000

/** `base`: https://api.weixin.qq.com, or what the operator has set. */
export function createPlatform({
  base,
  mostBytes,
  patienceMs = PATIENCE_MS
}: {
  base: string
  mostBytes: number
  patienceMs?: number
}) {
  const address = (path: string, query: Record<string, string> = {}) =>
    `${base}${path}${Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''}`

  async function ask(
    url: string,
    given: { method: 'GET' | 'POST'; json?: unknown; form?: Form; timeoutMs?: number }
  ): Promise<{ bytes: Buffer; type: string; name: string }> {
    const { method, json, form, timeoutMs = patienceMs } = given
    try {
      const answer = await request(url, {
        method,
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        ...(form === undefined ? {} : { body: form.body, headers: { 'content-type': form.type } }),
        ...(json === undefined ? {} : { headers: { 'content-type': 'application/json' } }),
        signal: AbortSignal.timeout(timeoutMs)
      })
      const bytes = await readUpTo(answer.body, mostBytes)
      const header = (name: string) => String(answer.headers[name] ?? '')
      if (answer.statusCode >= 500) throw new NoAnswer(`status ${answer.statusCode}`, { wasSent: false })
      return {
        bytes,
        type: header('content-type'),
        name: /filename="?([^";]+)"?/.exec(header('content-disposition'))?.[1] ?? ''
      }
    } catch (cause) {
      if (cause instanceof NoAnswer) throw cause
      throw new NoAnswer(cause instanceof Error ? cause.message : String(cause), {
        wasSent: !isNotSent(cause),
        cause
      })
    }
  }

  async function askJson(...asked: Parameters<typeof ask>): Promise<Record<string, unknown>> {
    return readJson((await ask(...asked)).bytes)
  }

  return {
    async token({ appId, secret, force }: { appId: string; secret: string; force: boolean }): Promise<Token> {
      const answer = await askJson(address('/cgi-bin/stable_token'), {
        method: 'POST',
        json: { grant_type: 'client_credential', appid: appId, secret, force_refresh: force }
      })
      const { access_token: token, expires_in: expiresIn } = answer
      if (typeof token !== 'string' || token === '')
        throw new NoAnswer('no token in the answer', { wasSent: false })
      return { token, expiresIn: Number(expiresIn) || 7_200 }
    },
    async send(token: string, openid: string, message: OutMessage): Promise<void> {
      const url = address('/cgi-bin/message/custom/send', { access_token: token })
      await askJson(url, { method: 'POST', json: { touser: openid, ...message } })
    },
    async typing(token: string, openid: string, on: boolean): Promise<void> {
      const url = address('/cgi-bin/message/custom/business/typing', { access_token: token })
      await askJson(url, {
        method: 'POST',
        json: { touser: openid, command: on ? 'Typing' : 'CancelTyping' }
      })
    },
    /** Of temporary material: the platform forgets it after three days. */
    async upload(token: string, { bytes, name, type }: Media): Promise<string> {
      const form = formOf('media', { bytes, name, type })
      const url = address('/cgi-bin/media/upload', { access_token: token, type: 'image' })
      const { media_id: id } = await askJson(url, { method: 'POST', form, timeoutMs: MEDIA_MS })
      if (typeof id !== 'string') throw new NoAnswer('no media_id in the answer', { wasSent: false })
      return id
    },
    async media(token: string, mediaId: string): Promise<Media> {
      const url = address('/cgi-bin/media/get', { access_token: token, media_id: mediaId })
      const { bytes, type, name } = await ask(url, { method: 'GET', timeoutMs: MEDIA_MS })
      if (/^(image|audio|video|voice)\/|^application\/octet-stream/.test(type) && bytes.length > 0)
        return { bytes, type, name }
      // In the place of the bytes a refusal, or where a video is to be had
      const { video_url: video } = readJson(bytes)
      if (typeof video !== 'string') throw new NoAnswer(`no media but ${type}`, { wasSent: false })
      return { ...(await ask(video, { method: 'GET', timeoutMs: MEDIA_MS })), name }
    }
  }
}

type Form = { body: Buffer; type: string }

/** A form of one file, whole: the platform wants its length. */
function formOf(field: string, { bytes, name, type }: Media): Form {
  const boundary = randomBytes(16).toString('hex')
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`
  return {
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`
  }
}

/** Throws Refusal where the platform says no, NoAnswer where it says nothing that can be read. */
function readJson(bytes: Buffer): Record<string, unknown> {
  let answer: unknown
  try {
    answer = JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new NoAnswer('the answer is no JSON', { wasSent: true, cause })
  }
  if (typeof answer !== 'object' || answer === null)
    throw new NoAnswer('the answer is no object', { wasSent: true })
  const { errcode = 0, errmsg = '' } = answer as { errcode?: unknown; errmsg?: unknown }
  if (Number(errcode) !== 0) throw new Refusal(Number(errcode), String(errmsg))
  return answer as Record<string, unknown>
}

/** Only where nothing has gone out it is certain that nothing was done. */
const isNotSent = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    String((error as { code?: unknown }).code)
  )

async function readUpTo(body: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > most) throw new NoAnswer(`the answer has more than ${most} bytes`, { wasSent: true })
    parts.push(part)
  }
  return Buffer.concat(parts)
}
