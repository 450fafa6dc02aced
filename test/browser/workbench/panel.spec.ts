import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import AxeBuilder from '@axe-core/playwright'
import { bubbles, expect, row, say, test, type Desk, type Page } from './harness.ts'
import type { ServerProcess } from '../../kit/server-process.ts'

// What staff know of a visitor, beside what the page says.

const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`

async function comes(desk: Desk, name: string, query = '') {
  const visitor = await desk.visitor(`&uname=${name}${query}`)
  await say(visitor, 'hello from me')
  await expect(visitor.locator('.mark.sent, .mark.delivered')).toBeVisible()
  return visitor
}

async function opens(desk: Desk, name: string, options?: Parameters<Desk['agent']>[1]) {
  const ann = await desk.agent(0, options)
  await row(ann, name).click()
  return ann
}

const panel = (page: Page) => page.getByRole('complementary', { name: 'Visitor' })
const part = (page: Page, title: string) =>
  page.locator('.panel-section', { has: page.getByRole('heading', { name: title, exact: true }) })
const fact = (page: Page, name: string) =>
  page.locator('.customer-card .fact', { hasText: name }).locator('dd')

/** Defines something, as an administrator; what is there already stays. */
async function define(server: ServerProcess, page: Page, path: string, body: object) {
  const answer = await page.request.post(`${server.url}/api/v1/${path}`, { data: body })
  expect([200, 409]).toContain(answer.status())
}

async function defines(desk: Desk, server: ServerProcess) {
  const admin = await desk.admin()
  await define(server, admin, 'customer-fields', { id: 'panelcity', name: 'City' })
  await define(server, admin, 'labels', { id: 'loyal', name: 'Loyal', color: '115533' })
  await define(server, admin, 'labels', { id: 'press', name: 'Press', color: '115533' })
  await define(server, admin, 'summary-fields', { id: 'topic', name: '主题' })
  await define(server, admin, 'summary-fields', {
    id: 'result',
    name: 'Result',
    type: 'choice',
    options: ['solved', 'open']
  })
  await admin.request.patch(`${server.url}/api/v1/company`, {
    data: { vipLevels: [{ id: 'panelgold', name: 'Gold' }] }
  })
  return admin
}

test('[WB-panel] [CRM-vip] [CRM-label] what an agent notes stands over what the page says, both are told apart, colleagues see it at once', async ({
  desk,
  server
}) => {
  await defines(desk, server)
  const name = unique('Mei')
  const better = unique('Li Mei')
  const fields = encodeURIComponent('{"City":"北京"}')
  const visitor = await comes(desk, name, `&tel=111&is_vip=0&user_label=press&customer_fields=${fields}`)
  const ann = await opens(desk, name)
  const bo = await desk.agent(1)
  await row(bo, name).click()
  await expect(part(ann, 'Customer card')).toContainText('Nothing noted yet')
  await part(ann, 'Customer card').getByRole('button', { name: 'Edit' }).click()
  const dialog = ann.getByRole('dialog', { name: 'Customer card' })
  await expect(dialog.getByLabel('Phone')).toHaveAttribute('placeholder', '111')
  await dialog.getByLabel('Name').fill(better)
  await dialog.getByLabel('Remark').fill('likes oolong')
  await dialog.getByRole('combobox', { name: 'VIP' }).selectOption('Gold')
  await dialog.getByLabel('As the page says: Press').uncheck()
  await dialog.getByLabel('Loyal').check()
  await dialog.getByLabel('City').fill('上海')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)

  for (const page of [ann, bo]) {
    await expect(page.locator('.visitor-name')).toHaveText(better)
    await expect(fact(page, 'Name')).toHaveText(`${better}The page says: ${name}`)
    await expect(fact(page, 'VIP')).toHaveText('VIP, GoldThe page says: No VIP')
    await expect(fact(page, 'Labels')).toHaveText('LoyalThe page says: Press')
    await expect(fact(page, 'City')).toHaveText('上海The page says: 北京')
    await expect(fact(page, 'Remark')).toHaveText('likes oolong')
    await expect(row(page, better)).toBeVisible()
    // The page's own phone is where the page's words are
    await expect(part(page, 'Contact')).toContainText('111')
    await expect(part(page, 'Contact')).not.toContainText(name)
  }
  // The page says it once more, and the note stays; taken back, the page counts again
  await visitor.goto(visitor.url().replace('tel=111', 'tel=222'))
  await expect(part(ann, 'Contact')).toContainText('222')
  await expect(fact(ann, 'Name')).toContainText(better)
  await part(ann, 'Customer card').getByRole('button', { name: 'Edit' }).click()
  await dialog.getByLabel('Name').fill('')
  await dialog.getByLabel('As the page says: Press').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(bo.locator('.visitor-name')).toHaveText(name)
  await expect(fact(bo, 'Labels')).toHaveCount(0)
})

test('[WB-panel] a signed identity is marked as verified, another is not', async ({ desk, server }) => {
  const KEY = 'a key for the panel'
  const { sysnum } = server.demo
  const secure = (require: 'none' | 'sign') =>
    server.admin('set-security', '--sysnum', sysnum, '--require', require, '--key', KEY)
  const [signed, plain] = [unique('Signed'), unique('Plain')]
  await comes(desk, plain)
  const partnerid = signed.replace(' ', '')
  const sign = createHash('md5')
    .update(sysnum + KEY + partnerid)
    .digest('hex')
  secure('sign')
  try {
    await comes(desk, signed, `&partnerid=${partnerid}&sign=${sign}`)
  } finally {
    secure('none')
  }
  const ann = await opens(desk, signed)
  await expect(panel(ann).locator('.mark-identity')).toContainText('Verified')
  await row(ann, plain).click()
  await expect(panel(ann).locator('.mark-identity')).toContainText('Unverified')
})

test('[WB-panel] earlier conversations under the same id are listed over channels and devices, and can be read', async ({
  desk
}) => {
  const name = unique('Again')
  const partnerid = `p${Math.random().toString(36).slice(2)}`
  const first = await comes(desk, name, `&partnerid=${partnerid}&channelid=2`)
  await say(first, 'my parcel is late')
  const ann = await opens(desk, name)
  await expect(bubbles(ann).getByText('my parcel is late')).toBeVisible()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await ann.getByRole('button', { name: 'End', exact: true }).click()
  await ann.getByRole('button', { name: 'End conversation' }).click()
  const later = unique('Later')
  await comes(desk, later, `&partnerid=${partnerid}`)
  await ann.getByRole('tab', { name: /^Queue/ }).click()
  await row(ann, later).click()
  const past = part(ann, 'Other conversations')
  await expect(past).toContainText('hello from me')
  await expect(past).toContainText('another device')
  await expect(past).toContainText('ended')
  await past.getByRole('button', { name: /^Conversation of/ }).click()
  await expect(bubbles(ann).getByText('my parcel is late')).toBeVisible()
})

test('[CRM-summary] the summary is filled in from the page, completed by the agent, and is there in the history', async ({
  desk,
  server
}) => {
  await defines(desk, server)
  const name = unique('Summed')
  const params = encodeURIComponent('{"主题":"return","unknown":"x"}')
  const visitor = await comes(desk, name, `&summaryparams=${params}`)
  const ann = await opens(desk, name)
  await ann.getByRole('button', { name: 'Accept' }).click()
  const form = part(ann, 'Summary')
  await expect(form.getByLabel('主题')).toHaveValue('return')
  await expect(form).toContainText('from the page')
  await expect(form).toContainText('no field is for: unknown')
  await form.getByLabel('Result').selectOption('solved')
  await form.getByLabel('主题').fill('exchange')
  // Away and back before it is saved
  await ann.getByRole('link', { name: 'Conversations', exact: true }).click()
  await ann.goBack()
  await expect(form.getByLabel('主题')).toHaveValue('exchange')
  await ann.getByRole('button', { name: 'End', exact: true }).click()
  await ann.getByRole('button', { name: 'End conversation' }).click()
  await form.getByRole('button', { name: 'Save summary' }).click()
  await expect(form).toContainText(/Saved by Ann/)
  await ann.reload()
  await expect(form.getByLabel('主题')).toHaveValue('exchange')
  await expect(form.getByLabel('Result')).toHaveValue('solved')

  await say(visitor, 'one more thing')
  await ann.getByRole('tab', { name: /^Queue/ }).click()
  await row(ann, name).click()
  await expect(part(ann, 'Other conversations')).toContainText('exchange')
})

test('[WB-panel] what a visitor has left is on the panel, with its state', async ({ desk, server }) => {
  const name = unique('Left')
  const visitor = await comes(desk, name)
  const ann = await opens(desk, name)
  const [cid] = ann.url().split('/').slice(-1)
  const answer = await ann.request.get(`${server.url}/api/v1/conversations/${cid}/messages`)
  const { items } = (await answer.json()) as { items: { by: { role: string; id: string } }[] }
  const who = items.find(({ by }) => by.role === 'visitor')!.by.id
  await visitor.goto(`/chat/h5/v2/leavemessage.html?sysnum=${server.demo.sysnum}&uid=${who}`)
  await visitor.getByRole('textbox', { name: /message/i }).fill('Please call me back')
  await visitor.getByRole('textbox', { name: /e-mail/i }).fill('mei@shop.example')
  await visitor.getByRole('button', { name: /send/i }).click()
  await expect(visitor.getByRole('button', { name: /send/i })).toHaveCount(0)
  await ann.reload()
  await expect(part(ann, 'Messages left')).toContainText('Please call me back')
  await expect(part(ann, 'Messages left')).toContainText('open')
})

test('[MC-plugin] a plug-in sends a mini program’s card in the conversation that the agent holds, and in no other', async ({
  desk
}) => {
  const crm = await startPlugin()
  try {
    const admin = await desk.admin()
    await admin.goto('/workbench#/admin/panel-plugins')
    const plugin = unique('Cards')
    await admin.getByRole('link', { name: 'New plug-in' }).click()
    await admin.getByLabel('Name').fill(plugin)
    await admin.getByLabel('Address').fill(`${crm.url}/?cid={conversation}&uid={visitor}`)
    await admin.getByRole('button', { name: 'Create' }).click()
    await expect(admin.getByRole('link', { name: plugin })).toBeVisible()

    const name = unique('Guest')
    const visitor = await comes(desk, name)
    const ann = await opens(desk, name)
    await ann.getByRole('button', { name: plugin }).click()
    const frame = ann.frameLocator(`iframe[title="${plugin}"]`)
    const notices = ann.getByRole('region', { name: 'Notices' })
    await frame.getByRole('button', { name: 'Card', exact: true }).click()
    await expect(notices).toContainText('in a conversation that you do not hold')
    await ann.getByRole('button', { name: 'Accept' }).click()
    await frame.getByRole('button', { name: 'Wrong card' }).click()
    await expect(notices).toContainText('to another conversation')
    await frame.getByRole('button', { name: 'Odd card' }).click()
    await expect(notices).toContainText('a card that cannot be read')
    await frame.getByRole('button', { name: 'Card', exact: true }).click()
    // To a customer of the website it is a card like any other
    await expect(visitor.getByText('Spring tea')).toHaveCount(1)
    await expect(ann.getByRole('log').getByText('Spring tea')).toHaveCount(1)
    // Not from a plug-in
    await ann.evaluate(() => window.postMessage({ msgType: 26, miniPage: {} }, '*'))
    await expect(ann.getByRole('log').getByText('Spring tea')).toHaveCount(1)
    admin.on('dialog', dialog => void dialog.accept())
    await admin.getByRole('link', { name: plugin }).click()
    await admin.getByRole('button', { name: 'Delete' }).click()
    await expect(admin.getByRole('link', { name: plugin })).toHaveCount(0)
  } finally {
    await new Promise(resolve => crm.server.close(resolve))
  }
})

/** Another system of the company, on an origin of its own. */
async function startPlugin(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>CRM</title><p id="asked"></p><button>Suggest</button>
      <button id="card">Card</button><button id="wrong">Wrong card</button><button id="odd">Odd card</button>
      <script>
        asked.textContent = location.search
        document.querySelector('button').onclick = () =>
          parent.postMessage({ openzc: 'insert', text: 'Your order 7 is on its way.' }, '*')
        const { cid, uid } = Object.fromEntries(new URLSearchParams(location.search))
        const card = more => parent.postMessage({ cid, uid, msgType: 26, miniPage: {
          headimg: 'https://img.example/h.png', name: 'Tea shop', thumbUrl: 'https://img.example/t.png',
          title: 'Spring tea', pagepath: 'pages/item/item?id=7', thumbMediaId: 'media-7' }, ...more }, '*')
        document.querySelector('#card').onclick = () => card({})
        document.querySelector('#wrong').onclick = () => card({ cid: 'another' })
        document.querySelector('#odd').onclick = () => card({ miniPage: { title: 'x', pagepath: 'javascript:alert(1)' } })
        try { top.location = 'about:blank' } catch {}
      </script>`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test('[WB-panel] a plug-in that an administrator adds is shown for the visitor in a sandbox, and its words come in only by the agent’s click', async ({
  desk
}) => {
  const crm = await startPlugin()
  try {
    const admin = await desk.admin()
    await admin.goto('/workbench#/admin/panel-plugins')
    const plugin = unique('CRM')
    await admin.getByRole('link', { name: 'New plug-in' }).click()
    await admin.getByLabel('Name').fill(plugin)
    await admin.getByLabel('Address').fill('http://crm.example/')
    await admin.getByRole('button', { name: 'Create' }).click()
    await expect(admin.getByRole('alert').filter({ hasText: 'has to be an address' })).toBeVisible()
    await admin.getByLabel('Address').fill(`${crm.url}/?id={partnerid}&c={conversation}&t={token}`)
    await admin.getByRole('button', { name: 'Create' }).click()
    await admin.getByRole('link', { name: plugin }).click()
    await expect(admin.locator('.admin-copy pre').first()).toHaveText(/^[\w-]{43}$/)

    const name = unique('Guest')
    await comes(desk, name, `&partnerid=${encodeURIComponent('a&b')}`)
    const ann = await opens(desk, name)
    await ann.getByRole('button', { name: 'Accept' }).click()
    await ann.getByRole('button', { name: plugin }).click()
    const frame = ann.frameLocator(`iframe[title="${plugin}"]`)
    await expect(frame.locator('#asked')).toContainText('?id=a%26b&c=')
    await expect(frame.locator('#asked')).toContainText(/&t=[\w-]+\.[\w-]+\.[\w-]+$/)
    const composer = ann.getByRole('textbox', { name: 'Message', exact: true })
    await frame.getByRole('button', { name: 'Suggest' }).click()
    await expect(panel(ann)).toContainText('Your order 7 is on its way.')
    await expect(composer).toHaveValue('')
    await ann.getByRole('button', { name: 'Dismiss' }).click()
    await expect(panel(ann)).not.toContainText('Your order 7')
    await frame.getByRole('button', { name: 'Suggest' }).click()
    await ann.getByRole('button', { name: 'Insert' }).click()
    await expect(composer).toHaveValue('Your order 7 is on its way.')
    // What no plug-in has said is not listened to
    await ann.evaluate(() => window.postMessage({ openzc: 'insert', text: 'from elsewhere' }, '*'))
    await expect(panel(ann)).not.toContainText('from elsewhere')

    const policy = (await ann.request.get('/workbench')).headers()['content-security-policy']!
    expect(policy).toContain(`frame-src 'self' ${crm.url};`)
    const stranger = await desk.open()
    expect((await stranger.request.get('/workbench')).headers()['content-security-policy']).toContain(
      "frame-src 'self';"
    )
    admin.on('dialog', dialog => void dialog.accept())
    await admin.getByRole('button', { name: 'Delete' }).click()
    await expect(admin.getByRole('link', { name: plugin })).toHaveCount(0)
  } finally {
    crm.server.close()
  }
})

for (const { look, options } of [
  { look: 'desktop, light', options: { viewport: { width: 1440, height: 900 } } },
  {
    look: 'desktop, dark, Chinese',
    options: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' as const, locale: 'zh-CN' }
  },
  { look: 'phone', options: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } }
])
  test(`[WB-panel] axe finds nothing on the panel and its dialogs: ${look}`, async ({ desk, server }) => {
    await defines(desk, server)
    const name = unique('Axe')
    await comes(desk, name, '&user_label=press&summaryparams=%7B%22topic%22%3A%22tea%22%7D')
    const page = await desk.open(options)
    const { email, password } = server.demo.agents[0]!
    await page.locator('input[type=email]').fill(email)
    await page.locator('input[type=password]').fill(password)
    await page.locator('form button[type=submit]').click()
    await row(page, name).click()
    if (look === 'phone') await page.getByRole('button', { name: 'Show visitor details' }).click()
    await expect(page.locator('.summary-form')).toBeVisible()
    const check = async () => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await check()
    for (const action of await page.locator('.panel-title .link').all()) {
      await action.click()
      await expect(page.locator('.customer-form')).toBeVisible()
      await check()
      await page.keyboard.press('Escape')
      await expect(page.locator('.customer-form')).toHaveCount(0)
    }
  })
