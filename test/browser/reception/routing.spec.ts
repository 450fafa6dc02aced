import { apart as test, bubble, expect, send, until, type Page } from '#test/kit/browser'
import { open } from '../keys/open.ts'
import { closeDesk, openDesk, setRules, withYou } from './two-groups.ts'

// Which of the page's words lead to whom: Ann answers for Returns, nobody is there for Sales.

// Commands are processes of their own, and several browsers come
test.slow()
test.beforeEach(({ site }) => openDesk(site))
test.afterEach(({ site }) => closeDesk(site))

const nobody = 'Nobody is there to answer'
const SALES = { actionType: 'to_group', optionId: '3', deciId: 'sales' }
const RETURNS = { actionType: 'to_group', optionId: '4', deciId: 'returns' }

for (const surface of ['script', 'link'] as const) {
  test(`[RCV-agent] [key:agentid:${surface}] [key:agent_mode_flag:${surface}] the named agent answers; when that one is away, nobody or another`, async ({
    site,
    visitorPage: page,
    desk,
    browser
  }) => {
    void desk
    const { agents } = site.server.admin('list-groups', '--sysnum', site.sysnum) as {
      agents: { id: string; email: string }[]
    }
    const [ann, bo] = site.server.demo.agents.map(({ email }) => agents.find(one => one.email === email)!.id)
    const asks = async (values: Record<string, unknown>, on: Page) => {
      const chat = await open(on, site, surface, values)
      await send(chat as Page, 'hello')
      return chat
    }
    await expect(withYou(await asks({ agentid: ann }, page))).toBeVisible()
    const context = await browser.newContext()
    const only = await asks({ agentid: bo, agent_mode_flag: 1 }, await context.newPage())
    await expect(bubble(only, nobody)).toBeVisible()
    await context.close()
    const other = await browser.newContext()
    const any = await asks({ agentid: bo, agent_mode_flag: 0 }, await other.newPage())
    await expect(withYou(any)).toBeVisible()
    await other.close()
  })

  test(`[RCV-transfer_action] [DSK-overflow] [key:transfer_action:${surface}] the chain is walked to where somebody is`, async ({
    site,
    visitorPage: page,
    desk
  }) => {
    void desk
    const chat = await open(page, site, surface, { transfer_action: JSON.stringify([SALES, RETURNS]) })
    await send(chat as Page, 'hello')
    await expect(withYou(chat)).toBeVisible()
  })

  test(`[RCV-vip] [DSK-rules] [key:is_vip:${surface}] [key:vip_level:${surface}] [key:user_label:${surface}] rules look at levels and labels, at a level only of VIPs`, async ({
    site,
    desk,
    browser
  }) => {
    void desk
    setRules(site, [
      { name: 'gold', if: [{ what: 'vip', levels: ['gold'] }], to: { kind: 'group', id: 'returns' } },
      { name: 'label', if: [{ what: 'label', is: ['17'] }], to: { kind: 'group', id: 'returns' } },
      { name: 'rest', if: [], to: { kind: 'group', id: 'sales' } }
    ])
    for (const [values, isServed] of [
      [{ is_vip: 1, vip_level: 'gold' }, true],
      [{ is_vip: 0, vip_level: 'gold' }, false],
      [{ is_vip: 1, vip_level: 'silver' }, false],
      [{ user_label: '12,17' }, true]
    ] as const) {
      const context = await browser.newContext()
      const chat = await open(await context.newPage(), site, surface, values)
      await send(chat as Page, JSON.stringify(values))
      await expect(isServed ? withYou(chat) : bubble(chat, nobody)).toBeVisible()
      await context.close()
    }
  })

  test(`[RCV-vip] [DSK-queue] [key:queueFirst:${surface}] named customers stand first where the queue is kept that way`, async ({
    site,
    visitorPage: page,
    browser,
    desk
  }) => {
    const { server, sysnum } = site
    server.admin('set-capacity', '--email', server.demo.agents[0]!.email, '--capacity', '0')
    server.admin('set-group', '--sysnum', sysnum, '--group', 'returns', '--mode', 'named-first')
    const of = (status: string) => desk.session.inbox().filter(one => one.status === status)
    for (const { uid, cid } of of('queued')) desk.session.end(uid, cid)
    await until(() => of('queued').length === 0)
    const one = await open(page, site, 'link', { groupid: 'returns' })
    await send(one as Page, 'first to come')
    await expect(one.locator('.status-line')).toContainText('Number 1')
    const context = await browser.newContext()
    const named = await open(await context.newPage(), site, surface, { groupid: 'returns', queueFirst: 1 })
    await send(named as Page, 'named')
    await expect(named.locator('.status-line')).toContainText('Number 1')
    await expect(one.locator('.status-line')).toContainText('Number 2')
    for (const { uid, cid } of of('queued')) desk.session.end(uid, cid)
    await context.close()
  })
}

test('[DSK-rules] the first rule that fits counts, by what the page is and says', async ({
  site,
  visitorPage: page,
  desk
}) => {
  void desk
  setRules(site, [
    { name: 'app', if: [{ what: 'source', is: ['2'] }], to: { kind: 'group', id: 'returns' } },
    {
      name: 'Xiamen',
      if: [{ what: 'field', field: 'city', is: ['Xiamen'] }],
      to: { kind: 'group', id: 'sales' }
    }
  ])
  await page.goto(site.h5(`&source=2&params=${encodeURIComponent('{"city":"Xiamen"}')}`))
  await send(page, 'hello')
  await expect(withYou(page)).toBeVisible()
})
