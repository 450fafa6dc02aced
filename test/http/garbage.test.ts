import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ClientFrame } from '#protocol/client-frame'
import type { ServerFrame } from '#protocol/server-frame'
import { createSession } from '#server/socket/session'
import type { SignedIn } from '#server/store/agents'
import { golden } from '#test/kit/golden'
import { startPostgres } from '#test/kit/postgres'
import { arbitraryOf, toSchema } from '#test/kit/schema'
import { spoilt } from '#test/kit/spoilt'
import { countRows, createSite, type Site } from './requests.ts'
import { runs } from '#test/kit/properties'

const postgres = startPostgres()
afterAll(async () => (await postgres).stop())

// What one database takes the other may not: PostgreSQL has no NUL in a text
const DATABASES = [
  { name: 'SQLite', url: async () => undefined },
  { name: 'PostgreSQL', url: async () => (await postgres).createDatabase('garbage') }
]

for (const { name, url } of DATABASES) {
  describe(`on ${name}`, () => {
    let site: Site
    let failures: unknown[]
    beforeAll(async () => {
      const databaseUrl = await url()
      site = await createSite({
        ...(databaseUrl ? { databaseUrl } : {}),
        report: (event, details) => {
          if (event.endsWith('failed') && event !== 'sign-in-failed') failures.push({ event, ...details })
        }
      })
    })
    afterAll(() => site.world.close())

    function connect(agent?: SignedIn) {
      const heard: ServerFrame[] = []
      const closed: number[] = []
      let wake = () => {}
      const session = createSession(
        site.world.services,
        {
          send(text) {
            heard.push(JSON.parse(text) as ServerFrame)
            wake()
          },
          close: code => closed.push(code)
        },
        agent
      )
      /** The answers to one frame: everything up to the pong of a ping behind it. */
      async function say(text: string): Promise<ServerFrame[]> {
        const from = heard.length
        session.receive(text)
        session.receive('{"type":"ping"}')
        while (!heard.slice(from).some(frame => frame.type === 'pong') && closed.length === 0)
          await new Promise<void>(resolve => (wake = resolve))
        // A send is answered by its commit, which nothing behind it waits for
        await site.world.services.writer.drain()
        await new Promise(resolve => setImmediate(resolve))
        await site.clock.advance(1_000)
        return heard.slice(from).filter(frame => frame.type !== 'pong')
      }
      return { say, closed, session }
    }

    async function peers() {
      const token = site.world.services.tokens.forVisitor(
        { uid: site.uid, companyId: site.world.company.id },
        site.clock.now()
      )
      const visitor = connect()
      await visitor.say(JSON.stringify({ type: 'hello', protocol: 1, token }))
      const agent = connect(await site.world.signIn(site.agent))
      await agent.say(JSON.stringify({ type: 'hello', protocol: 1, token: '' }))
      return [visitor, agent]
    }

    test('[HS3] every frame with one field spoilt is answered by name, changes nothing and leaves the connection', async () => {
      failures = []
      for (const peer of await peers()) {
        const before = await countRows(site)
        for (const { text } of golden('client')) {
          for (const { path, text: wrong } of spoilt(JSON.parse(text))) {
            const answers = await peer.say(wrong)
            const [answer] = answers
            expect([wrong.slice(0, 300), answers.length, answer]).toEqual([
              wrong.slice(0, 300),
              1,
              expect.objectContaining({
                code: 'bad-frame',
                message: expect.stringMatching(new RegExp(`^${path}`))
              })
            ])
          }
        }
        expect(await countRows(site)).toEqual(before)
        expect(peer.closed).toEqual([])
      }
      expect(failures).toEqual([])
    })

    test('[HS3] whatever fits the schema, however odd its texts, is handled or refused: never an inner error', async () => {
      failures = []
      const [visitor, agent] = await peers()
      const frames = arbitraryOf(toSchema(ClientFrame)).map(frame => frame as ClientFrame)
      const aimed = fc.tuple(frames, fc.constantFrom('own', 'own', 'foreign', 'as it is'))
      await fc.assert(
        fc.asyncProperty(aimed, fc.constantFrom(visitor!, agent!), async ([frame, aim], peer) => {
          const uid = aim === 'own' ? site.uid : site.foreignUid
          const text = JSON.stringify('uid' in frame && aim !== 'as it is' ? { ...frame, uid } : frame)
          for (const answer of await peer.say(text)) {
            if (!('code' in answer)) continue
            expect([text, answer.code]).not.toEqual([text, 'internal'])
            expect([text, answer.code]).not.toEqual([text, 'unavailable'])
          }
          expect([text, peer.closed]).toEqual([text, []])
        }),
        runs(250)
      )
      expect(failures).toEqual([])
    })

    test('every route answers garbage with a code below 500, and nothing behind it fails', async () => {
      failures = []
      const odd = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.constantFrom(
          '\u0000',
          'a\u0000b',
          '..%2f..',
          '%',
          '%zz',
          '[object Object]',
          '{"$gt":""}',
          'x'.repeat(5_000),
          site.uid,
          site.world.company.sysnum
        )
      )
      const names = fc.constantFrom('sysnum', 'sysNum', 'uid', 'name', 'as', 'channelid', 'x')
      const query = fc
        .array(fc.tuple(names, odd), { maxLength: 4 })
        .map(pairs => new URLSearchParams(pairs).toString())
      const fields = fc.constantFrom('sysnum', 'secret', 'email', 'password', 'key', 'uid', 'x')
      const values = fc.oneof(odd, fc.jsonValue({ maxDepth: 2 }), fc.constant('long enough to be one'))
      const body = fc.oneof(
        fc.dictionary(fields, values).map(value => JSON.stringify(value)),
        fc.json({ maxDepth: 2 }),
        fc.uint8Array({ maxLength: 200 }),
        fc.constant('[['.repeat(5_000)),
        fc.constant('')
      )
      const headers = fc.dictionary(
        fc.constantFrom(
          'authorization',
          'cookie',
          'x-openzc-line',
          'content-type',
          'if-none-match',
          'accept-encoding',
          'x-forwarded-for'
        ),
        fc.oneof(
          fc.string({ maxLength: 40 }).map(text => text.replace(/[^ -~]/g, '')),
          fc.constantFrom(
            site.cookie,
            site.bearer(site.uid).authorization,
            'Bearer ..',
            'Bearer a.b.zz.c',
            'ozc_agent=%00',
            '=',
            ';;;'
          )
        )
      )
      for (const route of site.world.http.table) {
        const part = odd.map(text => encodeURIComponent(text.toWellFormed()))
        const path = fc.tuple(part, part, part).map(([a, b, c]) => {
          const parts = [a, b, c]
          return route.path.replace(/:\w+|\*/g, () => parts.shift()!)
        })
        await fc.assert(
          fc.asyncProperty(path, query, body, headers, async (path, query, body, headers) => {
            const asked = site.request(route.method.toUpperCase(), `${path}?${query}`, {
              headers,
              ...(route.method === 'post' ? { raw: body as BodyInit } : {})
            })
            const answer = await untilAnswered(asked)
            expect([path, query, answer.status < 500]).toEqual([path, query, true])
            // A page without scripts says it in words
            if (answer.headers.get('content-type')?.startsWith('text/html'))
              expect(await answer.text()).toMatch(/^<!doctype html>|<script>/)
            else if (answer.status >= 400)
              expect(await answer.json()).toEqual({ code: expect.any(String), message: expect.any(String) })
            else await answer.body?.cancel()
          }),
          runs(25)
        )
      }
      expect(failures).toEqual([])
      expect((await site.request('GET', '/readyz')).status).toBe(200)
    }, 60_000)

    /** A poll waits by the clock of the world. */
    async function untilAnswered(asked: Promise<Response>): Promise<Response> {
      let isAnswered = false
      void asked.finally(() => (isAnswered = true))
      const state = () => isAnswered
      while (!state()) await site.clock.advance(0)
      return await asked
    }
  })
}
