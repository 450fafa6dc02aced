import { apart as test, bubble, expect, send, type Page } from '#test/kit/browser'
import { say, signIn } from '../workbench/harness.ts'

// Two companies on one server: the demo shop, and the mall that takes over its conversations.

test.slow()

test('[DSK-platform] [RCV-platform] a shop’s visitor talks with the mall, which gives the conversation back', async ({
  site,
  browser,
  visitorPage: visitor
}) => {
  const { server, sysnum } = site
  const { sysnum: mall } = server.admin('create-company', '--name', 'The Mall') as { sysnum: string }
  const account = { email: 'mia@mall.example', password: 'a long enough password', name: 'Mia' }
  const named = ['--email', account.email, '--name', account.name, '--role', 'admin']
  server.admin('create-agent', '--sysnum', mall, ...named)
  server.admin('reset-password', '--email', account.email, '--password', account.password)
  server.admin(
    'platform-create',
    '--code',
    'union',
    '--name',
    'Union',
    '--sysnum',
    mall,
    '--customer',
    'mall'
  )
  server.admin('set-desk', '--sysnum', mall, '--assign', 'auto')
  const boss = { email: 'admin@demo.example', password: 'of the administrator', name: 'Admin' }
  server.admin('reset-password', '--email', boss.email, '--password', boss.password)
  const open = async (who: typeof account): Promise<Page> => {
    const page = await (await browser.newContext({ locale: 'en-US', baseURL: server.url })).newPage()
    await signIn(page, who)
    return page
  }

  const mia = await open(account)
  await mia.goto('/workbench#/admin/platforms')
  await mia.getByRole('button', { name: 'Accept' }).click()
  await mia.getByLabel('sysnum of a company').fill(sysnum)
  await mia.getByLabel('Code on the platform').fill('shop')
  await mia.getByRole('button', { name: 'Invite' }).click()
  await expect(mia.getByRole('row', { name: /Demo Shop/ })).toContainText('invited')

  const admin = await open(boss)
  await admin.goto('/workbench#/admin/platforms')
  await admin.getByRole('button', { name: 'Accept' }).click()
  await expect(admin.getByText('has accepted').first()).toBeVisible()

  await mia.goto('/workbench#/')
  await visitor.goto(site.h5('&locale=en&flowType=1&platformUnionCode=union&uname=Wu'))
  await send(visitor, 'Where is my parcel?')
  await mia.getByRole('tab', { name: /Mine/ }).click()
  await mia.getByRole('link', { name: /Wu/ }).click()
  await expect(mia.getByText('referred by Demo Shop')).toBeVisible()
  await expect(mia.getByRole('log')).toContainText('Where is my parcel?')
  await say(mia, 'On its way')
  await expect(bubble(visitor, 'On its way')).toBeVisible()

  await admin.goto('/workbench#/')
  await admin.getByRole('tab', { name: /Colleagues/ }).click()
  await admin.getByRole('link', { name: /Wu/ }).click()
  await expect(admin.getByText('With The Mall')).toBeVisible()
  await expect(admin.getByText('The Mall: a company of the platform → is referred there')).toBeVisible()

  await mia.getByRole('button', { name: /^More/ }).click()
  await mia.getByRole('button', { name: 'Give back to Demo Shop' }).click()
  await admin.getByRole('tab', { name: /Queue/ }).click()
  await expect(admin.getByRole('link', { name: /Wu/ })).toBeVisible()
  await send(visitor, 'Anybody?')
  await expect(mia.getByRole('log')).not.toContainText('Anybody?')
  for (const page of [mia, admin]) await page.context().close()
})

test('[ADM-channel] “check my site” finds the snippet in the demo shop, and says what is wrong elsewhere', async ({
  site,
  browser
}) => {
  const { server } = site
  const boss = { email: 'admin@demo.example', password: 'of the administrator', name: 'Admin' }
  server.admin('reset-password', '--email', boss.email, '--password', boss.password)
  const page = await (await browser.newContext({ locale: 'en-US', baseURL: server.url })).newPage()
  await signIn(page, boss)
  await page.goto('/workbench#/admin/channels/1')
  const check = async (address: string) => {
    await page.getByLabel('Check my site').fill(address)
    await page.getByRole('button', { name: 'Check', exact: true }).click()
  }
  await check(site.shop)
  await expect(page.getByText('the snippet is there, and nothing')).toBeVisible()
  await check(`${server.url}/docs/en/start.html`)
  await expect(page.locator('.admin-findings')).toContainText('To mend:')
  await page.context().close()
})
