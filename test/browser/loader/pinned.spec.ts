import { createHash } from 'node:crypto'
import {
  chatIn,
  container,
  entrance,
  expect,
  heard,
  html,
  iframe,
  pinned,
  SYSNUM,
  test,
  warningsOf
} from './harness.ts'

const hash = `sha384-${createHash('sha384').update(pinned).digest('base64')}`
const tag = (chat: string, { query = `sysnum=${SYSNUM}`, integrity = hash } = {}) =>
  `<script async id="zhichiScript" crossorigin="anonymous" integrity="${integrity}" src="${chat}/chat/frame/v2/entrance.1.js?${query}"></script>
   <script>window.zc = function () { (window.cbk = window.cbk || []).push(arguments) }</script>`

test('[DEP-pinned] runs under its hash, asks for nothing before interest, and looks as its address says', async ({
  page,
  sites,
  errors
}) => {
  await page.goto(
    sites.page(html(tag(sites.chat, { query: `sysnum=${SYSNUM}&color=445566&location=2&channelid=3` })))
  )
  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')
  await expect(entrance(page)).toHaveCSS('left', '24px')
  await page.waitForLoadState('networkidle')
  expect(sites.asked).toEqual(['/chat/frame/v2/entrance.1.js'])

  await page.evaluate(() => (window as any).zc('config', { uname: 'Ann' }))
  await entrance(page).click()
  await expect(container(page)).toBeVisible()
  await expect(iframe(page)).toHaveAttribute('src', new RegExp(`sysnum=${SYSNUM}.*channelid=3`))
  expect((await heard(await chatIn(page)))[0].config).toMatchObject({ uname: 'Ann' })
  expect(errors).toEqual([])
})

test('[DEP-pinned] without a colour it has the one of every new channel; the server finds the channel', async ({
  page,
  sites
}) => {
  await page.goto(sites.page(html(tag(sites.chat))))
  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(15, 118, 110)')
  await expect(entrance(page)).toHaveCSS('right', '24px')
  await entrance(page).click()

  await expect(iframe(page)).toHaveAttribute('src', `${sites.chat}/chat/frame/v2/app.html?sysnum=${SYSNUM}`)
})

for (const query of ['', 'sysnum=', 'sysnum=%22%3E', `sysnum=${'a'.repeat(65)}`])
  test(`[DEP-pinned] an address without a company (${query.slice(0, 20)}): one warning, nothing drawn`, async ({
    page,
    sites,
    errors
  }) => {
    const warnings = warningsOf(page)
    await page.goto(sites.page(html(tag(sites.chat, { query }))))

    await expect.poll(() => warnings).toHaveLength(1)
    expect(warnings[0]).toContain('no such sysnum')
    await expect(container(page)).toHaveCount(0)
    expect(errors).toEqual([])
  })

test('[DEP-pinned] a script that is another one does not run', async ({ page, sites }) => {
  await page.goto(sites.page(html(tag(sites.chat, { integrity: hash.replace(/.{8}$/, 'AAAAAAAA') }))))
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(200)

  await expect(entrance(page)).toHaveCount(0)
})
