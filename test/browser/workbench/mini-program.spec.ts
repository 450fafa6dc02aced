import { startWechatPlatform, type App, type WechatPlatform } from '../../kit/wechat-platform.ts'
import { createServerProcess, type ServerProcess } from '../../kit/server-process.ts'
import { expect, row, tab, test as base, type Page } from './harness.ts'

const test = base.extend<object, { platform: WechatPlatform; server: ServerProcess }>({
  platform: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const platform = await startWechatPlatform()
      await use(platform)
      await platform.close()
    },
    { scope: 'worker' }
  ],
  server: [
    async ({ platform }, use) => {
      const server = await createServerProcess({ env: { WECHAT_API: platform.url } })
      await server.start()
      await use(server)
      await server.dispose()
    },
    { scope: 'worker' }
  ]
})

const SECRETS = { appSecret: 'the secret', encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }

/** An administrator binds the mini program, as the platform's pages and ours ask for it. */
async function bind(admin: Page, server: ServerProcess, platform: WechatPlatform): Promise<App> {
  const appId = 'wx1234567890abcdef'
  platform.secrets.set(appId, SECRETS.appSecret)
  await admin.goto('/workbench#/admin/mini-programs/new')
  await admin.getByLabel('Name · needed').fill('Tea mini program')
  await admin.getByLabel('AppID').fill(appId)
  await admin.getByLabel('AppSecret').fill(SECRETS.appSecret)
  await admin.getByLabel('EncodingAESKey').fill(SECRETS.encodingAesKey)
  await admin.getByLabel('Who answers').selectOption({ label: 'People only' })
  await admin.getByRole('button', { name: 'Create' }).click()
  const url = await admin.getByRole('group', { name: 'URL for message push' }).textContent()
  const token = (await admin.getByRole('group', { name: 'Token' }).textContent())!
  expect(url).toMatch(new RegExp(`^${server.url}/channels/wechat/\\w+$`))
  return { appId, ...SECRETS, token, url: url! }
}

let count = 0
const words = (openid: string, Content: string) => ({
  ToUserName: 'gh_1',
  FromUserName: openid,
  CreateTime: 1_700_000_000,
  MsgType: 'text',
  Content,
  MsgId: `9000000000000${1_000 + ++count}`
})

test('[WX-dev, WX-verify, WX-in, WX-out] a mini program is bound in the browser, its customer is answered, and what cannot go out says why', async ({
  desk,
  server,
  platform
}) => {
  const admin = await desk.admin()
  const app = await bind(admin, server, platform)
  expect(await platform.verify(app)).toEqual({ status: 200, text: 'echo-me' })

  const openid = 'a-customer'
  await platform.push(app, {
    ToUserName: 'gh_1',
    FromUserName: openid,
    CreateTime: 1_700_000_000,
    MsgType: 'event',
    Event: 'user_enter_tempsession',
    SessionFrom: `sobot|小明|https://img.example/a.png|${JSON.stringify({ level: 'gold' })}`
  })
  await platform.push(app, words(openid, 'Is the green tea in stock?'), { times: 3 })

  const ann = await desk.agent()
  await tab(ann, 'Queue').click()
  await row(ann, 'Is the green tea in stock?').click()
  await expect(ann.locator('.bubble')).toHaveText(['Is the green tea in stock?'])
  await ann.getByRole('button', { name: 'Accept' }).click()
  const composer = ann.getByRole('textbox', { name: 'Message' })
  await expect(ann.getByText('WeChat takes 5 more messages until')).toBeVisible()
  for (let i = 1; i <= 5; i++) {
    await composer.fill(`Answer ${i}`)
    await composer.press('Enter')
    await expect.poll(() => platform.sent.length).toBe(i)
  }
  expect(platform.typing[0]).toEqual({ openid, command: 'Typing' })
  expect(platform.sent.map(({ text }) => text)).toEqual(
    [1, 2, 3, 4, 5].map(i => ({ content: `Answer ${i}` }))
  )
  await expect(ann.getByText('WeChat takes no message until the customer writes again.')).toBeVisible()

  await composer.fill('One more')
  await composer.press('Enter')
  const left = ann.getByRole('list', { name: 'Not gone out' })
  await expect(left).toContainText('One more')
  await expect(left).toContainText('WeChat takes five messages until the customer writes again')
  await platform.push(app, words(openid, 'Go on'))
  await expect(ann.getByText('WeChat takes 5 more messages until')).toBeVisible()
  await left.getByRole('button', { name: 'Send again' }).click()
  await expect.poll(() => platform.sent.at(-1)?.text).toEqual({ content: 'One more' })
  await expect(left).toHaveCount(0)
})
