import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, type ECDH } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jwtVerify } from 'jose'

/** A browser's half of a subscription: what it tells, and what it keeps. */
export function createBrowser() {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  const auth = randomBytes(16)
  return {
    pair,
    secret: auth,
    keys: { p256dh: pair.getPublicKey().toString('base64url'), auth: auth.toString('base64url') }
  }
}

type Browser = { pair: ECDH; secret: Buffer }

/** The text of a message as the browser reads it (RFC 8291, RFC 8188); throws when it is not for this browser. Written from the RFCs. */
export function decrypt({ pair, secret }: Browser, body: Buffer): string {
  const salt = body.subarray(0, 16)
  const length = body.readUInt8(20)
  const sender = body.subarray(21, 21 + length)
  const shared = pair.computeSecret(sender)
  const hkdf = (key: Uint8Array, salty: Uint8Array, info: Uint8Array, size: number) =>
    Buffer.from(hkdfSync('sha256', key, salty, info, size))
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), sender])
  const ikm = hkdf(shared, secret, info, 32)
  const key = hkdf(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = hkdf(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const record = body.subarray(21 + length)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(record.subarray(-16))
  const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()])
  // Behind the text stands 2, for the last record, and then zeros
  const end = plain.lastIndexOf(2)
  if (end < 0 || plain.subarray(end + 1).some(byte => byte !== 0)) throw new Error('the padding is wrong')
  return plain.subarray(0, end).toString('utf8')
}

export type Pushed = {
  path: string
  headers: IncomingHttpHeaders
  /** Of the VAPID token, whose signature was checked. */
  claims: { aud?: unknown; sub?: unknown; exp?: unknown }
  /** By which it was checked. */
  key: string
  body: Buffer
}

/** A push service as browsers' makers run them: checks who sends (RFC 8292) and takes what is encrypted. */
export async function startPushService() {
  const pushed: Pushed[] = []
  /** Answers to come, before the 201 of all others. */
  const answers: number[] = []
  const refused: string[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    const { headers } = request
    const problem = await checkSender(String(headers.authorization), headers, body).catch(String)
    if (typeof problem === 'string') {
      refused.push(problem)
      return void response.writeHead(403).end(problem)
    }
    pushed.push({ path: request.url ?? '', headers, body, ...problem })
    response.writeHead(answers.shift() ?? 201).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    endpoint: (name: string) => `http://127.0.0.1:${port}/push/${name}`,
    pushed,
    answers,
    refused,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

async function checkSender(authorization: string, headers: IncomingHttpHeaders, body: Buffer) {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? []
  const point = Buffer.from(key, 'base64url')
  if (point.length !== 65) return 'no key'
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url')
    }
  })
  // The clock of the server under test may be another: how long it is good for is the test's to check
  const { payload } = await jwtVerify(token, publicKey, {
    algorithms: ['ES256'],
    audience: `http://${headers.host}`,
    currentDate: new Date(0)
  })
  if (headers['content-encoding'] !== 'aes128gcm' || body.length > 4_096)
    return 'not encrypted as it should be'
  if (!/^\d+$/.test(String(headers.ttl))) return 'no ttl'
  if (!/^[\w-]{1,32}$/.test(String(headers.topic))) return 'no good topic'
  return { claims: payload, key }
}
