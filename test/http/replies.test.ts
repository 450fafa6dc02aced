import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LIMITS } from '#protocol/limits'
import { createAgentSession, type AgentAccount } from '#server/store/agents'
import { createSite, type Site } from './requests.ts'

let site: Site
let cookies: Record<'ann' | 'bo' | 'lea' | 'eve', string>
beforeAll(async () => {
  site = await createSite()
  const cookieOf = async (account: AgentAccount) =>
    `ozc_agent=${await createAgentSession(site.world.database, account, 'test', site.clock.now())}`
  cookies = {
    ann: await cookieOf(site.agent),
    bo: await cookieOf(await site.world.makeAgent('bo')),
    lea: await cookieOf(await site.world.makeAgent('lea', 'lead')),
    eve: await cookieOf(site.foreignAgent)
  }
})
afterAll(() => site.world.close())

type Who = keyof typeof cookies
const DRAFT = { isShared: false, folder: '', shortcut: 'hi', title: 'Hello', body: 'Hello {visitor}' }

const post = (who: Who, path: string, body: object = {}) =>
  site.request('POST', `/api/agent/replies${path}`, { headers: { cookie: cookies[who] }, body })
const add = async (who: Who, more: Partial<typeof DRAFT> = {}) => {
  const answer = await post(who, '', { ...DRAFT, ...more })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { id: string }).id
}
async function list(who: Who) {
  const answer = await site.request('GET', '/api/agent/replies', { headers: { cookie: cookies[who] } })
  return ((await answer.json()) as { replies: ({ id: string } & typeof DRAFT)[] }).replies
}
const idsOf = async (who: Who) => (await list(who)).map(({ id }) => id)

describe('canned replies', () => {
  test('[WB-talk] one’s own are one’s own, shared ones the company’s', async () => {
    const own = await add('ann', { folder: 'Greetings' })
    const shared = await add('lea', { isShared: true, title: 'Opening hours' })
    expect(await list('ann')).toContainEqual({ ...DRAFT, id: own, folder: 'Greetings' })
    for (const who of ['ann', 'bo', 'lea'] as const) expect(await idsOf(who)).toContain(shared)
    for (const who of ['bo', 'lea', 'eve'] as const) expect(await idsOf(who)).not.toContain(own)
    expect(await idsOf('eve')).not.toContain(shared)
  })

  test('[WB-talk] an agent changes and removes their own; the shared ones are for leads, and nobody reaches another company’s', async () => {
    const own = await add('ann')
    const shared = await add('lea', { isShared: true })
    const statuses = async (who: Who, id: string) => [
      (await post(who, `/${id}`, { ...DRAFT, isShared: id === shared, body: `by ${who}` })).status,
      (await post(who, `/${id}/remove`)).status
    ]
    expect(await statuses('bo', own)).toEqual([404, 404])
    expect(await statuses('lea', own)).toEqual([404, 404])
    expect(await statuses('eve', own)).toEqual([404, 404])
    expect(await statuses('ann', shared)).toEqual([403, 403])
    expect(await statuses('eve', shared)).toEqual([404, 404])
    expect((await list('ann')).find(({ id }) => id === own)).toEqual({ ...DRAFT, id: own })
    expect((await post('ann', '', { ...DRAFT, isShared: true })).status).toBe(403)
    // Neither does one's own become everybody's
    expect((await post('ann', `/${own}`, { ...DRAFT, isShared: true })).status).toBe(403)
    expect(await statuses('ann', own)).toEqual([200, 200])
    expect(await statuses('lea', shared)).toEqual([200, 200])
    expect(await idsOf('lea')).not.toContain(shared)
  })

  test.each([
    ['a blank text', { body: '  ' }, 'body'],
    ['a text too long', { body: 'x'.repeat(LIMITS.textLength + 1) }, 'body'],
    ['a shortcut of two words', { shortcut: 'two words' }, 'shortcut'],
    ['no title at all', { title: 7 }, 'title'],
    ['a folder too long', { folder: 'x'.repeat(101) }, 'folder']
  ])('[WB-talk] %s is refused, and the field is named', async (_what, more, field) => {
    const answer = await post('ann', '', { ...DRAFT, ...more })
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
      400,
      expect.stringContaining(field)
    ])
  })
})
