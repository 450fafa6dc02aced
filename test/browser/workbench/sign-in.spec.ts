import { expect, signIn, test } from './harness.ts'

test('signs in, stays signed in over a reload, and signs out', async ({ desk, server }) => {
  const page = await desk.open()
  await signIn(page, server.demo.agents[0]!)
  await page.reload()
  await expect(page.getByRole('tablist')).toBeVisible()

  await page.getByRole('button', { name: 'Account of Ann' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()

  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('says that the password is wrong, and keeps the address', async ({ desk }) => {
  const page = await desk.open()
  await page.getByLabel('E-mail').fill('bo@demo.example')
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()

  await expect(page.getByRole('alert')).toContainText('do not belong together')
  await expect(page.getByLabel('E-mail')).toHaveValue('bo@demo.example')
})

test('takes a one-time link once, and takes its key out of the address', async ({ desk, server }) => {
  const email = 'new@demo.example'
  const made = server.admin(
    'create-agent',
    '--sysnum',
    server.demo.sysnum,
    '--email',
    email,
    '--name',
    'New colleague'
  )
  const { hash } = new URL(made['link'] as string)
  const page = await desk.open()
  await page.goto(`/workbench${hash}`)
  await page.reload()
  await page.goto('about:blank')
  await page.goto(`/workbench${hash}`)
  await expect(page.getByRole('heading', { name: 'Choose a password' })).toBeVisible()
  expect(page.url()).not.toContain('key=')

  await page.getByLabel('Password', { exact: true }).fill('short')
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('at least 10 characters')

  await page.getByLabel('Password', { exact: true }).fill('four words are enough')
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(page.getByRole('tablist')).toBeVisible()

  const second = await desk.open()
  await second.goto('about:blank')
  await second.goto(`/workbench${hash}`)
  await second.getByLabel('Password', { exact: true }).fill('somebody else tries')
  await second.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(second.getByRole('alert')).toContainText('used already')
  await second.getByRole('button', { name: 'I have a password' }).click()
  await expect(second.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('goes to the sign-in screen when the session is ended elsewhere', async ({ desk, server }) => {
  const page = await desk.open()
  const made = server.admin(
    'create-agent',
    '--sysnum',
    server.demo.sysnum,
    '--email',
    'leaving@demo.example',
    '--name',
    'Leaving'
  )
  await page.goto('about:blank')
  await page.goto(`/workbench${new URL(made['link'] as string).hash}`)
  await page.getByLabel('Password', { exact: true }).fill('four words are enough')
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(page.getByRole('tablist')).toBeVisible()

  server.admin('reset-password', '--email', 'leaving@demo.example', '--password', 'a new one entirely')

  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByRole('status')).toContainText('You were signed out')
})

test('speaks Chinese to a Chinese browser, and remembers another choice', async ({ desk }) => {
  const page = await desk.open({ locale: 'zh-CN' })
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible()
  await page.getByRole('button', { name: 'English' }).click()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})
