import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAgentSession } from '#server/store/agents'
import { createTrackerApp, type TrackerApp } from '#server/store/tracker-apps'
import { startPostgres } from '#test/kit/postgres'
import { runs } from '#test/kit/properties'
import { countRows, createSite, type Site } from './requests.ts'

const postgres = startPostgres()
afterAll(async () => (await postgres).stop())

// What one database takes the other may not: PostgreSQL has no NUL in a text
const DATABASES = [
  { name: 'SQLite', url: async () => undefined },
  { name: 'PostgreSQL', url: async () => (await postgres).createDatabase('trailgarbage') }
]

const odd = fc.constantFrom<unknown>(
  null,
  '',
  '\0',
  'a\0b',
  '\ud800',
  '🍵',
  -1,
  0,
  1e308,
  2 ** 53,
  true,
  [],
  {},
  [[]],
  '__proto__',
  'constructor',
  "'; drop table trail_event; --",
  '2026-11-22',
  'x'.repeat(5_000),
  { toString: 1 },
  ['\0'],
  { '\0': '\0' }
)
const value = fc.oneof(odd, fc.jsonValue({ maxDepth: 2 }))
/** An object that has some of these fields right, some odd, and some not at all. */
const partly = (right: Record<string, unknown>) =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(right).map(([name, good]) => [name, fc.oneof(fc.constant(good), value)])
      ),
      { requiredKeys: [] }
    )
    .chain(object => fc.dictionary(fc.string(), value, { maxKeys: 2 }).map(more => ({ ...more, ...object })))

for (const { name, url } of DATABASES) {
  describe(`on ${name}`, () => {
    let site: Site
    let app: TrackerApp
    const failures: unknown[] = []
    let count = 0

    beforeAll(async () => {
      const databaseUrl = await url()
      site = await createSite({
        ...(databaseUrl ? { databaseUrl } : {}),
        config: { trustProxy: 1 },
        report: (event, details) => {
          if (event.endsWith('failed')) failures.push({ event, ...details })
        }
      })
      app = (await createTrackerApp(
        site.world.database,
        {
          companyId: site.world.company.id,
          appId: 'wx-a',
          name: 'Tea',
          companyToken: 'token',
          appkey: 'a'.repeat(32),
          sealedSecret: null,
          products: true,
          orders: true,
          events: true
        },
        site.clock.now()
      ))!
    })
    afterAll(() => site.world.close())

    /** From a network of its own: this is not about how many there may be. */
    const headers = () => ({ 'x-forwarded-for': `10.${(++count >> 8) & 255}.${count & 255}.1` })
    async function post(path: string, body: unknown) {
      const answer = await site.request('POST', path, { body, headers: headers() })
      expect(answer.status).toBe(200)
      return (await answer.json()) as { code?: number; err_code?: number }
    }
    const fine = () => expect(failures).toEqual([])

    test('[QD-answer] whatever a tracker sends gets a code, and is no failure of ours', async () => {
      const ids = partly({ qid: 'q', openid: 'o', userID: 'u' })
      const event = partly({
        id: 'e',
        name: 'buy',
        at: site.clock.now(),
        properties: { a: 1 },
        ids: { qid: 'q' }
      })
      const events = fc.oneof(
        fc.array(
          fc.oneof(
            event,
            ids.map(given => ({ id: `e${++count}`, name: 'buy', ids: given }))
          ),
          { maxLength: 5 }
        ),
        value
      )
      await fc.assert(
        fc.asyncProperty(events, value, fc.boolean(), async (given, more, isAlone) => {
          const report = isAlone ? more : { appid: 'wx-a', events: given }
          const { err_code } = await post('/qidian/v1/events', { k: app.appkey, e: 'close', d: report })
          expect([0, 1001, 1002, 1004]).toContain(err_code)
        }),
        runs(150)
      )
      await fc.assert(
        fc.asyncProperty(partly({ k: app.appkey, e: 'aes', d: 'AAAA' }), async body => {
          expect((await post('/qidian/v1/events', body)).err_code).toBeGreaterThan(1_000)
        }),
        runs(100)
      )
      fine()
    })

    test('[UD-wire] whatever is signed gets a code, and is no failure of ours', async () => {
      const product = partly({ name: 'Oolong', url: 'https://a.example', params: [{ text: 'x', size: 12 }] })
      const order = partly({ order_no: '1', price: 1, order_at: 1, commodities: [{ commodit_count: 1 }] })
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(product, value),
          fc.oneof(order, value),
          value,
          async (data, bought, who) => {
            const fields = { nonce: `n${++count}`, timestamp: site.clock.now(), web_token: who }
            const text = `nonce=${fields.nonce}&timestamp=${fields.timestamp}&web_token=${['string', 'number'].includes(typeof who) ? String(who) : ''}&token`
            const signed = {
              appid: 'wx-a',
              ...fields,
              signature: createHash('sha1').update(text).digest('hex')
            }
            for (const [path, body] of [
              ['behavior_traces', { ...signed, behavior_trace: { type: 'product', data } }],
              ['customer_orders', { ...signed, order: bought }]
            ] as const)
              expect([1000, 2000, 2001]).toContain((await post(`/business_api/v1/${path}`, body)).code)
          }
        ),
        runs(150)
      )
      fine()
    })

    test('[UD-wire] odd addresses change nothing', async () => {
      const before = await countRows(site)
      for (const odd of ['%00', '%ED%A0%80', '%', "'", 'a'.repeat(5_000), '%F0%9F%8D%B5'])
        for (const path of [
          `/init_data?appid=${odd}`,
          `/business_api/v1/behavior_traces/get_openid?appid=${odd}&jscode=${odd}`,
          `/qidian/v1/events?k=${odd}&e=close&d=${odd}`
        ]) {
          const answer = await site.request('GET', path, { headers: headers() })
          expect([path, answer.status]).toEqual([path, 200])
        }
      expect(await countRows(site)).toEqual(before)
      fine()
    })

    test('[QD-meta] odd places in the list of events are refused or begin anew', async () => {
      const admin = await site.world.makeAgent(`boss-${name}`, 'admin')
      const cookie = `ozc_agent=${await createAgentSession(site.world.database, admin, 'test', site.clock.now())}`
      for (const after of ['x y', '9e99 k', '-1 k', '1 \0', '99999999999999999999 k', ' ']) {
        const answer = await site.request(
          'GET',
          `/api/v1/trackers/${app.id}/events?after=${encodeURIComponent(after)}`,
          { headers: { cookie } }
        )
        expect([after, [200, 400].includes(answer.status)]).toEqual([after, true])
      }
      fine()
    })
  })
}
