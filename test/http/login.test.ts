import { TOTP, URI } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hashPassword } from '#server/passwords'
import { createSignInLink, setPassword, type AgentAccount } from '#server/store/agents'
import { startPostgres } from '#test/kit/postgres'
import { createPeers } from './peers.ts'
import { createSite, type Site } from './requests.ts'

let stop: (() => Promise<void>) | undefined
loginContract('SQLite', async () => undefined)
loginContract('PostgreSQL', async () => {
  const postgres = await startPostgres()
  stop = postgres.stop
  return await postgres.createDatabase('login')
})
afterAll(() => stop?.())

const PASSWORD = 'a good long password'
const PERIOD = 30_000

function loginContract(name: string, url: () => Promise<string | undefined>) {
  describe(`signing in on ${name}`, () => {
    let site: Site
    let hash: string
    let boss: string
    let agent: AgentAccount
    let count = 0

    beforeAll(async () => {
      const databaseUrl = await url()
      site = await createSite(databaseUrl ? { databaseUrl } : {})
      hash = await hashPassword(PASSWORD)
      const admin = await site.world.makeAgent('the-admin', 'admin')
      await setPassword(site.world.database, admin.id, hash)
      boss = await signedIn(admin.email)
    })
    afterAll(() => site.world.close())
    beforeEach(async () => {
      await site.world.database.write.updateTable('company').set({ must_totp: 0 }).execute()
      agent = await site.world.makeAgent(`person${++count}`)
      await setPassword(site.world.database, agent.id, hash)
    })

    const post = (path: string, body: object, cookie = '') =>
      site.request('POST', path, { body, headers: cookie ? { cookie } : {} })
    const signIn = (email: string, password: string, code?: string) =>
      post('/api/agent/sign-in', { email, password, ...(code === undefined ? {} : { code }) })
    const cookieIn = (answer: Response) => answer.headers.getSetCookie()[0]!.split(';')[0]!

    async function signedIn(email: string, code?: string) {
      const answer = await signIn(email, PASSWORD, code)
      expect(answer.status).toBe(200)
      return cookieIn(answer)
    }
    const account = async (cookie: string) => {
      const answer = await site.request('GET', '/api/agent/account', { headers: { cookie } })
      return { status: answer.status, ...((await answer.json()) as any) }
    }
    const me = async (cookie: string) =>
      (await site.request('GET', '/api/agent/me', { headers: { cookie } })).status
    /** An agent who is connected. */
    async function there(peers: ReturnType<typeof createPeers>) {
      const live = await peers.agent(agent)
      await expect.poll(() => live.heard.some(({ type }) => type === 'agents')).toBe(true)
      return live
    }
    const operation = async (method: string, path: string, body?: object) => {
      const answer = await site.request(method, `/api/v1${path}`, {
        headers: { cookie: boss },
        ...(body ? { body } : {})
      })
      expect(answer.status).toBe(200)
      return (await answer.json()) as any
    }

    /** Sets one up: makes the codes of a moment, and those on paper. */
    async function enrol(cookie: string, password = PASSWORD) {
      const begun = await post('/api/agent/account/second-factor', { password }, cookie)
      expect(begun.status).toBe(200)
      const { address, secret } = (await begun.json()) as { address: string; secret: string }
      const totp = URI.parse(address) as TOTP
      expect(totp.secret.base32).toBe(secret)
      const code = (shift = 0) => totp.generate({ timestamp: site.clock.now() + shift })
      const confirmed = await post('/api/agent/account/second-factor/confirm', { code: code() }, cookie)
      expect(confirmed.status).toBe(200)
      const { codes } = (await confirmed.json()) as { codes: string[] }
      await site.clock.advance(PERIOD)
      return { code, codes, totp }
    }

    test('[WB-login] with a second factor the password alone opens nothing; a code of the moment does, once', async () => {
      const { code } = await enrol(await signedIn(agent.email))
      const alone = await signIn(agent.email, PASSWORD)
      expect([alone.status, alone.headers.getSetCookie()]).toEqual([401, []])
      expect((await signIn(agent.email, 'the wrong password', code())).status).toBe(403)
      expect((await signIn(agent.email, PASSWORD, '000000')).status).toBe(401)
      expect((await signIn(agent.email, PASSWORD, code())).status).toBe(200)
      expect((await signIn(agent.email, PASSWORD, code())).status).toBe(401)
      // An older one is no way around
      expect((await signIn(agent.email, PASSWORD, code(-PERIOD))).status).toBe(401)
      await site.clock.advance(PERIOD)
      expect((await signIn(agent.email, PASSWORD, `${code().slice(0, 3)} ${code().slice(3)}`)).status).toBe(
        200
      )
      await site.clock.advance(3 * PERIOD)
      expect((await signIn(agent.email, PASSWORD, code(-2 * PERIOD))).status).toBe(401)
    })

    test('[WB-login] of two who use one code at once, one is let in', async () => {
      const { code, codes } = await enrol(await signedIn(agent.email))
      for (const one of [code(), codes[0]!]) {
        const answers = await Promise.all([1, 2, 3].map(() => signIn(agent.email, PASSWORD, one)))
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401])
      }
    })

    test('[WB-login] each code on paper opens once; new ones end the old ones', async () => {
      const first = await signedIn(agent.email)
      const { codes, code } = await enrol(first)
      expect(codes.length).toBe(10)
      expect(new Set(codes).size).toBe(10)
      expect((await signIn(agent.email, PASSWORD, codes[3]!.toUpperCase())).status).toBe(200)
      expect((await signIn(agent.email, PASSWORD, codes[3])).status).toBe(401)
      expect((await account(first)).secondFactor).toEqual({ isOn: true, isNeeded: false, codesLeft: 9 })
      const cookie = await signedIn(agent.email, code())
      const again = await enrol(cookie)
      expect((await signIn(agent.email, PASSWORD, codes[4])).status).toBe(401)
      expect((await signIn(agent.email, PASSWORD, code())).status).toBe(401)
      expect((await signIn(agent.email, PASSWORD, again.codes[4])).status).toBe(200)
    })

    test('[WB-login] neither secret nor codes can be read in the database', async () => {
      const { codes, totp } = await enrol(await signedIn(agent.email))
      const { read } = site.world.database
      const rows = JSON.stringify([
        await read.selectFrom('agent').selectAll().execute(),
        await read.selectFrom('recovery_code').selectAll().execute()
      ])
      expect(rows).not.toContain(totp.secret.base32)
      for (const one of codes) expect(rows).not.toContain(one.replaceAll('-', ''))
    })

    test('[WB-login] a second factor that nobody has shown a code of counts for nothing, and setting up or removing one takes the password', async () => {
      const cookie = await signedIn(agent.email)
      expect((await post('/api/agent/account/second-factor', { password: 'wrong' }, cookie)).status).toBe(403)
      expect((await post('/api/agent/account/second-factor', { password: PASSWORD }, cookie)).status).toBe(
        200
      )
      const wrong = await post('/api/agent/account/second-factor/confirm', { code: '123456' }, cookie)
      expect(wrong.status).toBe(403)
      expect((await signIn(agent.email, PASSWORD)).status).toBe(200)
      await enrol(cookie)
      const remove = (password: string) =>
        post('/api/agent/account/second-factor/remove', { password }, cookie)
      expect((await remove('wrong')).status).toBe(403)
      expect((await remove(PASSWORD)).status).toBe(200)
      expect((await signIn(agent.email, PASSWORD)).status).toBe(200)
    })

    test('[WB-login] where the company wants one of everybody, who has none can do nothing but set one up', async () => {
      const before = await signedIn(agent.email)
      const peers = createPeers(site)
      const live = await there(peers)
      await operation('PATCH', '/company', { needsSecondFactor: true })
      await expect.poll(() => live.heard.at(-1)).toMatchObject({ type: 'error', code: 'unauthorized' })
      const after = await signIn(agent.email, PASSWORD)
      expect(await after.json()).toMatchObject({ mustEnrol: true })
      for (const cookie of [before, cookieIn(after)]) {
        expect((await site.request('GET', '/api/agent/tickets', { headers: { cookie } })).status).toBe(401)
        expect((await site.request('GET', '/api/v1/company', { headers: { cookie } })).status).toBe(401)
        const line = await site.request('POST', '/api/live/poll?as=agent', { headers: { cookie }, raw: '' })
        expect(line.status).toBe(401)
        expect(await me(cookie)).toBe(200)
      }
      await enrol(cookieIn(after), '')
      const { status } = await site.request('GET', '/api/agent/tickets', {
        headers: { cookie: cookieIn(after) }
      })
      expect(status).toBe(200)
      const removed = await post('/api/agent/account/second-factor/remove', { password: PASSWORD }, before)
      expect(removed.status).toBe(409)
    })

    test('[WB-login] an administrator takes away somebody’s second factor: sessions end, the password is what is left', async () => {
      const { code } = await enrol(await signedIn(agent.email))
      const cookie = await signedIn(agent.email, code())
      const listed = async () =>
        (await operation('GET', '/agents?limit=200')).items.find((one: any) => one.id === agent.id)
      expect(await listed()).toMatchObject({ hasSecondFactor: true })
      await operation('POST', `/agents/${agent.id}/second-factor/reset`, {})
      expect(await listed()).toMatchObject({ hasSecondFactor: false })
      expect(await me(cookie)).toBe(401)
      expect((await signIn(agent.email, PASSWORD)).status).toBe(200)
      const { items } = await operation('GET', '/audit?action=resetSecondFactor')
      expect(items[0]).toMatchObject({ target: agent.id })
    })

    test('[WB-login] a one-time link sets the password, and stands for that alone', async () => {
      const { code } = await enrol(await signedIn(agent.email))
      const key = await createSignInLink(site.world.database, agent, site.clock.now())
      const claimed = await post('/api/agent/claim', { key, password: 'another long password' })
      expect([claimed.status, claimed.headers.getSetCookie()]).toEqual([401, []])
      expect((await signIn(agent.email, 'another long password', code())).status).toBe(200)
    })

    test('[WB-login] sessions are listed, and end one by one or all at once, live ones too', async () => {
      const peers = createPeers(site)
      const [one, two] = [await signedIn(agent.email), await signedIn(agent.email)]
      const { sessions } = await account(two)
      expect(sessions.length).toBe(2)
      const other = sessions.find((session: any) => !session.isThis)
      const ended = await post(`/api/agent/account/sessions/${other.id}/end`, {}, two)
      expect(ended.status).toBe(200)
      expect([await me(one), await me(two)]).toEqual([401, 200])
      const foreign = (await account(boss)).sessions[0].id
      expect((await post(`/api/agent/account/sessions/${foreign}/end`, {}, two)).status).toBe(404)
      expect(await me(boss)).toBe(200)

      const live = await there(peers)
      const everywhere = await post('/api/agent/account/sign-out-everywhere', {}, two)
      expect(everywhere.status).toBe(200)
      await expect.poll(() => live.heard.at(-1)).toMatchObject({ type: 'error', code: 'unauthorized' })
      expect(await me(two)).toBe(401)

      const again = await signedIn(agent.email)
      await operation('POST', `/agents/${agent.id}/sign-out`, {})
      expect(await me(again)).toBe(401)
    })

    test('[WB-login] a new password of one’s own takes the present one, and ends every other session', async () => {
      const [one, two] = [await signedIn(agent.email), await signedIn(agent.email)]
      const change = (password: string, next: string) =>
        post('/api/agent/account/password', { password, next }, two)
      expect((await change('wrong', 'the next long password')).status).toBe(403)
      expect((await change(PASSWORD, 'short')).status).toBe(400)
      const changed = await change(PASSWORD, 'the next long password')
      expect(changed.status).toBe(200)
      expect([await me(one), await me(two), await me(cookieIn(changed))]).toEqual([401, 401, 200])
      expect((await signIn(agent.email, PASSWORD)).status).toBe(403)
      expect((await signIn(agent.email, 'the next long password')).status).toBe(200)
    })

    test('[WB-login] wrong guesses make an address wait, longer each time, whether it has an account or not; a right one ends it', async () => {
      for (const email of [agent.email, `nobody${count}@example.com`]) {
        const guess = async () => (await signIn(email, 'not the password')).status
        for (let i = 0; i < 10; i++) expect(await guess()).toBe(403)
        const waits: number[] = []
        for (let round = 0; round < 3; round++) {
          let waited = 0
          for (; (await guess()) === 429; waited += 1_000) await site.clock.advance(1_000)
          waits.push(waited)
        }
        expect(waits[0]).toBeGreaterThanOrEqual(10_000)
        expect(waits[1]).toBeGreaterThanOrEqual(1.5 * waits[0]!)
        expect(waits[2]).toBeGreaterThanOrEqual(1.5 * waits[1]!)
      }
      // Right as it is, it waits as well
      expect((await signIn(agent.email, PASSWORD)).status).toBe(429)
      await site.clock.advance(3_600_000)
      expect((await signIn(agent.email, PASSWORD)).status).toBe(200)
      expect((await signIn(agent.email, 'not the password')).status).toBe(403)
    })

    test('[WB-login] who has the password gains no further guesses at the code by showing it', async () => {
      await enrol(await signedIn(agent.email))
      let wrong = 0
      for (let i = 0; i < 40; i++) {
        await signIn(agent.email, PASSWORD)
        if ((await signIn(agent.email, PASSWORD, '000000')).status === 401) wrong++
      }
      expect(wrong).toBeLessThanOrEqual(11)
    })
  })
}
