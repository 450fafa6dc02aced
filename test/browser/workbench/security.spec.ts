import { Secret, TOTP } from 'otpauth'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { ServerProcess } from '../../kit/server-process.ts'
import { expect, signIn, test } from './harness.ts'

const PASSWORD = 'a good long password'
let count = 0

/** An account of a company of its own, so that nobody else is asked for anything. */
function account(server: ServerProcess, role = 'agent', sysnum?: string) {
  const company = sysnum ?? (server.admin('create-company', '--name', 'Teahouse')['sysnum'] as string)
  const name = `Person${Date.now().toString(36)}${count++}`
  const email = `${name.toLowerCase()}@teahouse.example`
  server.admin('create-agent', '--sysnum', company, '--email', email, '--name', name, '--role', role)
  server.admin('reset-password', '--email', email, '--password', PASSWORD)
  return { sysnum: company, name, email, password: PASSWORD }
}
type Account = ReturnType<typeof account>

async function openSecurity(page: Page, { name }: Account) {
  await page.getByRole('button', { name: `Account of ${name}` }).click()
  await page.getByRole('button', { name: 'Sign-in and security' }).click()
  await expect(page.getByRole('heading', { name: 'Second factor' })).toBeVisible()
}

/** Reads the key as a person would, and gives the codes of it; each counts once, so the next one is of the next half minute. */
async function enrol(page: Page) {
  await expect(page.getByRole('img', { name: 'QR code for an authenticator app' })).toBeVisible()
  const secret = Secret.fromBase32((await page.locator('.security-secret').innerText()).replace(/\s/g, ''))
  const totp = new TOTP({ secret })
  await page.getByLabel('Code', { exact: true }).fill(totp.generate())
  await page.getByRole('button', { name: 'Switch it on' }).click()
  await expect(page.getByRole('heading', { name: 'Codes on paper' })).toBeVisible()
  const codes = await page.locator('.security-codes code').allInnerTexts()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  return { codes, next: () => totp.generate({ timestamp: Date.now() + 30_000 }) }
}

/** Nothing that keeps anybody out. */
async function check(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)).toEqual([])
}

const submit = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true }).click()

test('[WB-login] a second factor is set up with a QR code; from then on the password alone is not enough', async ({
  desk,
  server
}) => {
  const one = account(server)
  const page = await desk.open()
  await signIn(page, one)
  await openSecurity(page, one)
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).first().fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  await check(page)
  const { codes, next } = await enrol(page)
  expect(codes.length).toBe(10)
  await check(page)
  await expect(page.getByText('It is on. Codes on paper that are left: 10')).toBeVisible()

  const other = await desk.open()
  await other.getByLabel('E-mail').fill(one.email)
  await other.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await submit(other)
  await other.getByLabel('Code').fill('000000')
  await check(other)
  await submit(other)
  await expect(other.getByRole('alert')).toContainText('wrong, or was used already')
  await other.getByLabel('Code').fill(next())
  await submit(other)
  await expect(other.getByRole('tablist')).toBeVisible()

  const third = await desk.open()
  await third.getByLabel('E-mail').fill(one.email)
  await third.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await submit(third)
  await third.getByLabel('Code').fill(codes[0]!)
  await submit(third)
  await expect(third.getByRole('tablist')).toBeVisible()
})

test('[WB-login] sessions are listed; one is ended from another, and then all of them, at once', async ({
  desk,
  server
}) => {
  const one = account(server)
  const [page, other] = [await desk.open(), await desk.open()]
  await signIn(page, one)
  await signIn(other, one)
  await openSecurity(page, one)
  await page.getByRole('button', { name: /^Sign out there/ }).click()
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Sign out there/ })).toHaveCount(0)

  await signIn(other, one)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  for (const each of [page, other]) await expect(each.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('[WB-login] who changes the password stays signed in here, and nowhere else', async ({
  desk,
  server
}) => {
  const one = account(server)
  const [page, other] = [await desk.open(), await desk.open()]
  await signIn(page, one)
  await signIn(other, one)
  await openSecurity(page, one)
  await page.getByLabel('Present password').fill(PASSWORD)
  await page.getByLabel('New password').fill('another long password')
  await page.getByRole('button', { name: 'Change it' }).click()
  await expect(page.getByText('The password is changed.')).toBeVisible()
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('tablist')).toBeVisible()
})

test('[WB-login] a company wants a second factor of everybody: who has none sets one up first; an administrator takes it away', async ({
  desk,
  server
}) => {
  const boss = account(server, 'admin')
  const one = account(server, 'agent', boss.sysnum)
  const [page, hers] = [await desk.open(), await desk.open()]
  await signIn(page, boss)
  await signIn(hers, one)
  await page.goto('/workbench#/admin/company')
  await page.getByLabel('Everybody signs in with a second factor').check()
  await page.getByRole('button', { name: 'Save' }).click()
  for (const each of [page, hers])
    await expect(each.getByText('Your company wants everybody to sign in')).toBeVisible()
  await check(hers)
  await enrol(hers)
  await expect(hers.getByRole('tablist')).toBeVisible()
  await enrol(page)

  await page.goto('/workbench#/admin/agents')
  await page.getByRole('link', { name: one.name }).click()
  await expect(page.getByText('Signs in with a second factor.')).toBeVisible()
  page.on('dialog', dialog => void dialog.accept())
  await page.getByRole('button', { name: 'Take away the second factor' }).click()
  await expect(page.getByText('Has no second factor.')).toBeVisible()
  await expect(hers.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})
