import { createHash } from 'node:crypto'
import { exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { beforeEach, expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '#protocol/version'
import { runCommand } from '#server/admin/commands'
import { contextOf } from '#server/admin/local'
import { createSession } from '#server/socket/session'
import { createSite, type Site } from './requests.ts'

let site: Site
beforeEach(async () => void (site = await createSite()))

const KEY = 'a key of the company'
const sysnum = () => site.world.company.sysnum
const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const signOf = (partnerid: string) => md5(sysnum() + KEY + partnerid)

const secure = (require: 'none' | 'sign' | 'jwt', key = KEY) =>
  runCommand(contextOf(site.world.services), 'set-security', { sysnum: sysnum(), require, key })

type Answer = { uid: string; token: string; secret: string; code?: string }

async function ask(body: Record<string, unknown>): Promise<Answer & { status: number }> {
  const response = await site.request('POST', '/api/visitor/session', { body: { sysnum: sysnum(), ...body } })
  return { status: response.status, ...((await response.json()) as Answer) }
}

type Token = { sub?: string; aud?: string; in?: number; alg?: string; key?: string }

const jwt = ({ sub = 'p1', aud = sysnum(), in: seconds = 300, alg = 'HS256', key = KEY }: Token = {}) =>
  new SignJWT({ sub, aud, exp: site.clock.now() / 1_000 + seconds })
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(key))

/** Frames that a socket with this token hears, and whether it stays. */
async function hello(token: string) {
  const heard: { type: string; code?: string }[] = []
  let isOpen = true
  const session = createSession(site.world.services, {
    send: text => heard.push(JSON.parse(text) as { type: string }),
    close: () => (isOpen = false)
  })
  session.receive(JSON.stringify({ type: 'hello', protocol: PROTOCOL_VERSION, token }))
  const settle = () => new Promise(resolve => setTimeout(resolve, 30))
  await settle()
  return { heard, isOpen: () => isOpen, settle }
}

const REFUSED = { status: 403, code: 'illegal-visitor' }

test('[SEC-sign] with the key on, only a sign that fits the partnerid opens a session', async () => {
  await secure('sign')
  expect(await ask({ partnerid: 'p1', sign: signOf('p1') })).toMatchObject({ status: 200 })
  for (const wrong of [
    {},
    { partnerid: 'p1' },
    { sign: signOf('p1') },
    { partnerid: 'p2', sign: signOf('p1') },
    { partnerid: 'p1', sign: signOf('p1').replace(/./, one => (one === '0' ? '1' : '0')) },
    { partnerid: 'p1', sign: 'short' },
    { partnerid: 'p1', sign: md5(sysnum() + 'p1') }
  ])
    expect(await ask(wrong)).toMatchObject(REFUSED)
})

test('[SEC-sign] switched on and off at once, for sessions that are open, too', async () => {
  const anonymous = await ask({})
  const before = await hello(anonymous.token)
  expect(before.heard.map(({ type }) => type)).toContain('welcome')
  await secure('sign')
  await before.settle()
  expect(before.isOpen()).toBe(false)
  expect(before.heard.at(-1)).toMatchObject({ type: 'error', code: 'illegal-visitor' })
  const again = await hello(anonymous.token)
  expect(again.heard).toMatchObject([{ type: 'error', code: 'illegal-visitor' }])
  await secure('none')
  expect((await hello(anonymous.token)).heard[0]).toMatchObject({ type: 'welcome' })
})

test('[SEC-sign] the scope decides by the channel', async () => {
  await runCommand(contextOf(site.world.services), 'set-security', {
    sysnum: sysnum(),
    require: 'sign',
    scope: 'h5'
  })
  expect(await ask({ channel: 1 })).toMatchObject({ status: 200 })
})

test('[SEC-identity] an unsigned partnerid is another visitor of the device, and opens no other device’s history', async () => {
  const anonymous = await ask({})
  const { secret } = anonymous
  const first = await ask({ secret, partnerid: 'p1' })
  expect(first.uid).not.toBe(anonymous.uid)
  expect((await ask({ secret, partnerid: 'p1' })).uid).toBe(first.uid)
  expect((await ask({ secret })).uid).toBe(anonymous.uid)
  expect((await ask({ partnerid: 'p1' })).uid).not.toBe(first.uid)
})

test('[SEC-identity] a proved partnerid is one visitor on every device, and is never taken on trust again', async () => {
  await secure('none')
  const claimed = await ask({ partnerid: 'p1' })
  const proved = await ask({ partnerid: 'p1', sign: await jwt() })
  expect(proved.uid).not.toBe(claimed.uid)
  expect((await ask({ sign: await jwt() })).uid).toBe(proved.uid)
  expect(await ask({ partnerid: 'p1', secret: claimed.secret })).toMatchObject(REFUSED)
  // MD5 proves nothing where it is not switched on
  expect(await ask({ partnerid: 'p1', sign: signOf('p1') })).toMatchObject(REFUSED)
})

test('[SEC-identity] a token that was proved renews itself after the proof has run out', async () => {
  await secure('jwt')
  const sign = await jwt()
  const { uid, token } = await ask({ partnerid: 'p1', sign })
  await site.clock.advance(3_600_000)
  expect(await ask({ partnerid: 'p1', sign })).toMatchObject(REFUSED)
  expect(await ask({ partnerid: 'p1', sign, token })).toMatchObject({ status: 200, uid })
  expect(await ask({ partnerid: 'p2', sign, token })).toMatchObject(REFUSED)
  await site.clock.advance(12 * 3_600_000)
  expect(await ask({ partnerid: 'p1', sign, token })).toMatchObject(REFUSED)
})

test('[SEC-identity] a JWT counts for this company, this visitor, ten minutes and one algorithm', async () => {
  await secure('jwt')
  expect(await ask({ sign: await jwt() })).toMatchObject({ status: 200 })
  for (const sign of [
    await jwt({ aud: 'another' }),
    await jwt({ in: -120 }),
    await jwt({ in: 3_600 }),
    await jwt({ key: 'another key altogether' }),
    await jwt({ alg: 'HS512' }),
    `${btoa('{"alg":"none"}')}.${btoa(`{"sub":"p1","aud":"${sysnum()}","exp":9999999999}`)}.`,
    signOf('p1')
  ])
    expect(await ask({ partnerid: 'p1', sign })).toMatchObject(REFUSED)
  expect(await ask({ partnerid: 'p2', sign: await jwt({ sub: 'p1' }) })).toMatchObject(REFUSED)
})

test('[SEC-identity] a public key in PEM asks for ES256, and is no HS256 key', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const pem = await exportSPKI(publicKey)
  await secure('jwt', pem)
  const sign = await new SignJWT({ sub: 'p1', aud: sysnum(), exp: site.clock.now() / 1_000 + 60 })
    .setProtectedHeader({ alg: 'ES256' })
    .sign(privateKey)
  expect(await ask({ sign })).toMatchObject({ status: 200 })
  expect(await ask({ sign: await jwt({ key: pem }) })).toMatchObject(REFUSED)
})

test('[SEC-identity] two devices that prove the same partnerid at once get one timeline', async () => {
  await secure('jwt')
  const sign = await jwt()
  const uids = (await Promise.all(Array.from({ length: 8 }, () => ask({ sign })))).map(({ uid }) => uid)
  expect(new Set(uids).size).toBe(1)
})

test('a device keeps only a secret that came from here', async () => {
  const { secret } = await ask({ secret: 'chosen by somebody' })
  expect(secret).not.toBe('chosen by somebody')
  expect((await ask({ secret })).secret).toBe(secret)
})

test('keys of companies do not lie in the database as they are', async () => {
  await secure('sign')
  const rows = await site.world.database.read.selectFrom('channel').selectAll().execute()
  expect(rows.some(({ sealed_key }) => sealed_key !== null)).toBe(true)
  expect(JSON.stringify(rows)).not.toContain(KEY)
})

test('[DEP-pc] a ticket makes another page of the browser the same visitor: once, within a minute, in its company', async () => {
  const inFrame = await ask({})
  const ticketOf = async ({ token, secret }: Answer) => {
    const response = await site.request('POST', '/api/visitor/ticket', {
      body: { secret },
      headers: { authorization: `Bearer ${token}` }
    })
    return ((await response.json()) as { ticket: string }).ticket
  }
  const ticket = await ticketOf(inFrame)
  expect(await ask({ ticket })).toMatchObject({ uid: inFrame.uid, secret: inFrame.secret })
  expect((await ask({ ticket })).uid).not.toBe(inFrame.uid)

  const late = await ticketOf(inFrame)
  await site.clock.advance(60_000)
  expect((await ask({ ticket: late })).uid).not.toBe(inFrame.uid)

  const elsewhere = await ticketOf(inFrame)
  const response = await site.request('POST', '/api/visitor/session', {
    body: { sysnum: site.foreign.sysnum, ticket: elsewhere }
  })
  expect(((await response.json()) as Answer).secret).not.toBe(inFrame.secret)
  // That it was shown at a wrong door uses up nothing
  expect((await ask({ ticket: elsewhere })).uid).toBe(inFrame.uid)
})

test('[DEP-pc] a ticket is given for a secret of ours only', async () => {
  const { token } = await ask({})
  for (const body of [{}, { secret: 'forged' }])
    expect(
      (
        await site.request('POST', '/api/visitor/ticket', {
          body,
          headers: { authorization: `Bearer ${token}` }
        })
      ).status
    ).toBe(401)
})

test('[CMD-logout] a fresh visitor is nobody of whom the browser still has the secret', async () => {
  const first = await ask({})
  const again = await ask({ secret: first.secret })
  expect(again.uid).toBe(first.uid)
  const next = await ask({ secret: first.secret, fresh: true })
  expect(next.status).toBe(200)
  expect(next.uid).not.toBe(first.uid)
  expect((await ask({ secret: next.secret })).uid).toBe(next.uid)
})

test('[CMD-debug] what agents see of a visitor is told to that visitor alone, with the rules as they are now', async () => {
  const { token, uid } = await ask({ partnerid: 'p1' })
  const { heard } = await hello(token)
  expect(heard[0]?.type).toBe('welcome')
  const seen = (headers: Record<string, string>) => site.request('POST', '/api/visitor/seen', { headers })
  await site.world.services.writer.drain()
  const mine = await seen({ authorization: `Bearer ${token}` })
  expect(mine.status).toBe(200)
  expect(await mine.json()).toMatchObject({ verified: false, agentsOnline: false, profile: {} })
  expect(uid).toBeDefined()

  expect((await seen({})).status).toBe(401)
  expect((await seen({ authorization: 'Bearer x.y' })).status).toBe(401)
  expect((await seen({ authorization: `Bearer ${token}`, origin: 'https://evil.example' })).status).toBe(403)
  await secure('sign')
  expect(await (await seen({ authorization: `Bearer ${token}` })).json()).toMatchObject({
    code: 'illegal-visitor'
  })
})
