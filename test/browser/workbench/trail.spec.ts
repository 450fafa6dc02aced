import { createHash } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import { expect, row, say, test, type Desk, type Page } from './harness.ts'
import type { ServerProcess } from '../../kit/server-process.ts'
import type { Tracker } from '../../../protocol/api/trackers.ts'

// What mini programs tell, as agents and administrators see it.

const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`

async function bind(server: ServerProcess, admin: Page): Promise<Tracker> {
  const answer = await admin.request.post(`${server.url}/api/v1/trackers`, {
    data: { appId: unique('wx').replace(' ', '-'), name: 'Tea House' }
  })
  return (await answer.json()) as Tracker
}

/** As the page's own SDK would. */
async function trace(
  { server, app, openid }: { server: ServerProcess; app: Tracker; openid: string },
  path: string,
  more: object
) {
  const [nonce, timestamp] = [unique('n'), Date.now()]
  const text = `nonce=${nonce}&timestamp=${timestamp}&web_token=${openid}&${app.companyToken}`
  const answer = await fetch(`${server.url}/business_api/v1/${path}`, {
    method: 'POST',
    body: JSON.stringify({
      appid: app.appId,
      nonce,
      timestamp,
      web_token: openid,
      signature: createHash('sha1').update(text).digest('hex'),
      ...more
    })
  })
  expect(await answer.json()).toEqual({ code: 1000 })
}
const product = (server: ServerProcess, app: Tracker, openid: string, data: object) =>
  trace({ server, app, openid }, 'behavior_traces', { behavior_trace: { type: 'product', data } })

async function tell(server: ServerProcess, app: Tracker, events: object[]) {
  const answer = await fetch(`${server.url}/qidian/v1/events`, {
    method: 'POST',
    body: JSON.stringify({ k: app.appkey, e: 'close', d: { appid: app.appId, events } })
  })
  expect(answer.headers.get('err_code')).toBe('0')
}

async function comes(desk: Desk, openid: string) {
  const name = unique('Mei')
  const params = encodeURIComponent(JSON.stringify({ openid }))
  const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}&params=${params}`)
  await say(visitor, 'hello')
  await expect(visitor.locator('.mark.sent, .mark.delivered')).toBeVisible()
  return name
}

const cards = (page: Page) => page.locator('.track-point.trail')

test('[UD-view] [TR-join] products and orders stand in the visitor’s way, live and in the program’s own looks', async ({
  desk,
  server
}) => {
  const app = await bind(server, await desk.admin())
  const openid = unique('o')
  await product(server, app, openid, {
    name: 'Oolong of the high mountain',
    url: 'https://shop.example/oolong',
    imgUrl: 'http://img.shop.example/oolong.jpg',
    params: [
      { text: '¥69.00', color: '#c00000', fold: true, size: 18 },
      { text: 'Free delivery', break: true },
      { text: 'of this spring' }
    ]
  })
  const name = await comes(desk, openid)
  const ann = await desk.agent()
  await row(ann, name).click()
  await expect(cards(ann)).toHaveCount(1)
  const link = cards(ann).getByRole('link', { name: 'Oolong of the high mountain' })
  await expect(link).toHaveAttribute('href', 'https://shop.example/oolong')
  await expect(link).toHaveAttribute('target', '_blank')
  const price = cards(ann).getByText('¥69.00')
  await expect(price).toHaveCSS('color', 'rgb(192, 0, 0)')
  await expect(price).toHaveCSS('font-weight', '700')
  await expect(price).toHaveCSS('font-size', '18px')
  const plain = cards(ann).getByText('of this spring')
  await expect(plain).toHaveCSS('font-weight', '400')
  await expect(plain).toHaveCSS('font-size', '12px')
  const [above, alone] = await Promise.all([
    price.boundingBox(),
    cards(ann).getByText('Free delivery').boundingBox()
  ])
  expect(alone!.y).toBeGreaterThan(above!.y + above!.height / 2)

  await trace({ server, app, openid }, 'customer_orders', {
    order: {
      order_no: 'NO-1000',
      name: 'First order',
      price: 16.8,
      order_at: new Date(),
      status: 'wait_pay',
      consignee_address: 'Beijing, Daxing',
      commodit_num: 2,
      commodities: [{ commodit_name: 'Milk A', commodit_count: 2, commodit_fee: '8.4' }]
    }
  })
  await expect(cards(ann)).toHaveCount(2)
  for (const text of ['First order', 'NO-1000', '16.8', 'to be paid', 'Beijing, Daxing', 'Milk A', '× 2'])
    await expect(cards(ann).first()).toContainText(text)
  const found = await new AxeBuilder({ page: ann }).include('.track').analyze()
  expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
})

test('[UD-view] what a hostile program tells is text, and nothing is loaded or followed that should not be', async ({
  desk,
  server
}) => {
  const app = await bind(server, await desk.admin())
  const openid = unique('o')
  const attack = '<img src=x onerror=alert(1)>'
  await product(server, app, openid, {
    name: attack,
    url: 'javascript:alert(1)',
    imgUrl: 'data:image/svg+xml,<svg onload=alert(1)>',
    params: [{ text: attack, color: 'red;background:url(//evil.example)', size: 9_999 }]
  })
  await tell(server, app, [
    {
      id: unique('e'),
      name: attack,
      ids: { qid: 'q', openid },
      properties: { [attack]: attack, list: ['a', 'b'] }
    }
  ])
  const name = await comes(desk, openid)
  const ann = await desk.agent()
  await row(ann, name).click()
  await expect(cards(ann)).toHaveCount(2)
  await expect(cards(ann).filter({ hasText: 'Looked at a product' })).toContainText(attack)
  await expect(cards(ann).locator('a, img, script, [onerror]')).toHaveCount(0)
  await expect(cards(ann).locator('.trail-params bdi')).toHaveCSS('font-size', '32px')
  await expect(cards(ann).locator('.trail-params bdi')).toHaveCSS('background-image', 'none')
})

test('[QD-meta] an administrator sets a mini program up, defines a property, and sees events as they are accepted', async ({
  desk,
  server
}) => {
  const admin = await desk.admin()
  const appId = unique('wx').replace(' ', '-')
  await admin.goto('/workbench#/admin/trackers/new')
  await admin.getByLabel('Name').fill('Tea House')
  await admin.getByLabel('AppID').fill(appId)
  await admin.getByLabel('AppSecret').fill('a secret')
  await admin.getByRole('button', { name: 'Create' }).click()
  const key = admin.getByRole('group', { name: 'appkey for QDTracker.init' })
  await expect(key).toHaveText(/^[0-9a-f]{32}$/)
  const appkey = (await key.textContent())!
  await expect(admin.getByRole('group', { name: 'companyToken for UdeskSdk.init' })).toHaveText(
    /^[0-9a-f-]{36}$/
  )
  for (const file of ['ud-sdk.js', 'wechat/QDTracker.js', 'common/QDTracker.js']) {
    const href = await admin.getByRole('link', { name: file }).getAttribute('href')
    expect(await (await admin.request.get(`${server.url}${href}`)).text()).toContain('module.exports')
  }

  await admin.goto('/workbench#/admin/track-properties/new')
  const property = unique('age').replace(' ', '-')
  await admin.getByLabel('Name').fill('Age')
  await admin.getByLabel('Id', { exact: true }).fill(property)
  await admin.getByLabel('Kind').selectOption('number')
  await admin.getByRole('button', { name: 'Create' }).click()
  await expect(admin.getByRole('link', { name: 'Age' }).first()).toBeVisible()

  await admin.goto('/workbench#/admin/trackers')
  await admin.getByRole('row', { name: appId }).getByRole('link').click()
  await expect(admin.getByText('Nothing yet.')).toBeVisible()
  const one = (age: unknown, name: string) => ({
    id: unique('e'),
    name,
    ids: { qid: 'q' },
    properties: { [property]: age, city: '北京' }
  })
  await tell(server, { appId, appkey } as Tracker, [one(7, 'right-type'), one('7', 'wrong-type')])
  const right = admin.locator('.admin-events li', { hasText: 'right-type' })
  await right.locator('summary').click()
  await expect(right.locator('pre')).toContainText(`"${property}": 7`)
  const wrong = admin.locator('.admin-events li', { hasText: 'wrong-type' })
  await wrong.locator('summary').click()
  await expect(wrong.locator('pre')).toContainText('北京')
  await expect(wrong.locator('pre')).not.toContainText(property)
  await expect(admin.getByRole('row', { name: `wrong-type ${property} 1` })).toBeVisible()
})
