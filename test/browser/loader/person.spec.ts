import type { Page } from '@playwright/test'
import { KEYS } from '#protocol/keys'
import { OF_PERSONS } from '../../../loader/window/person.ts'
import {
  chatIn,
  container,
  entrance,
  expect,
  heard,
  html,
  iframe,
  open,
  say,
  snippet,
  SYSNUM,
  test,
  ticks
} from './harness.ts'

// zc("identify"), zc("logout") and zc("consent"): who the visitor is, and whether anything may be kept of them.

type Chat = Awaited<ReturnType<typeof chatIn>>

const zc = (page: Page, ...call: unknown[]) => page.evaluate(call => (window as any).zc(...call), call)
async function latest(frame: Chat) {
  const { sysnum: _ofTheScript, ...config } = (await heard(frame))
    .filter(({ config }) => config)
    .at(-1)!.config
  return config
}
const farewells = async (frame: Chat) => (await heard(frame)).filter(one => one === 'logout').length

test('[CMD-identify] it says who the visitor is, and takes back what the one before said', async ({
  page,
  sites,
  errors
}) => {
  await open(page, sites, {
    calls: `zc('identify', { partnerid: 'a', uname: 'Ann', tel: '1' }); zc('config', { remark: 'kept', tel: '2' })`
  })
  await expect(entrance(page)).toBeVisible()
  expect(sites.asked).toEqual(['/chat/frame/v2/entrance.js'])
  await entrance(page).click()
  const frame = await chatIn(page)
  expect(await latest(frame)).toEqual({ partnerid: 'a', uname: 'Ann', tel: '2', remark: 'kept' })
  await zc(page, 'identify', { partnerid: 'b', email: 'b@example.com' })

  await expect
    .poll(() => latest(frame))
    .toEqual({ partnerid: 'b', email: 'b@example.com', tel: '2', remark: 'kept' })
  expect(errors).toEqual([])
})

test('[CMD-identify] several at once before the chat is there: the last one counts', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    calls: `zc('identify', { partnerid: 'a', uname: 'Ann', params: { a: 1 } }); zc('identify', null); zc('identify', { partnerid: 'b' })`
  })
  await entrance(page).click()

  expect(await latest(await chatIn(page))).toEqual({ partnerid: 'b' })
})

test('[CMD-logout] nothing of the visitor stays in the configuration, and the chat is told once to forget', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    calls: `zc('config', { partnerid: 'a', sign: 's', uname: 'Ann', card_title: 'Boots', groupid: '7', color: '123456' })`
  })
  await zc(page, 'logout')
  const frame = await chatIn(page)
  await expect.poll(() => farewells(frame)).toBe(1)
  expect(await latest(frame)).toEqual({ card_title: 'Boots', groupid: '7', color: '123456' })
  await expect(container(page)).toBeHidden()

  await zc(page, 'identify', { partnerid: 'b' })
  await expect.poll(() => latest(frame)).toMatchObject({ partnerid: 'b' })
  await zc(page, 'logout')
  await expect.poll(() => farewells(frame)).toBe(2)
  await expect.poll(() => latest(frame)).toEqual({ card_title: 'Boots', groupid: '7', color: '123456' })
  // Moved, it is loaded anew
  await page.evaluate(() => document.body.append(document.querySelector('#zc__sdk__container')!))
  expect(await farewells(await chatIn(page))).toBe(0)
})

test('[CMD-logout] the keys that it takes are those that say who somebody is', () => {
  const notOfPersons = ['source', 'channelid']
  for (const [name, { use }] of Object.entries(KEYS)) {
    const isOfPersons = (use === 'visitor' && !notOfPersons.includes(name)) || name === 'sign'
    expect([name, OF_PERSONS.test(name)]).toEqual([name, isOfPersons])
  }
})

for (const [how, refuse] of [
  ['zc("consent", false)', `zc('consent', false)`],
  ['the key', `zc('config', { consent: '0' })`]
] as const)
  test(`[CMD-consent] [key:consent:script] by ${how}: nothing is kept on the site, nobody is recorded or invited, and the chat works`, async ({
    page,
    sites,
    errors
  }) => {
    const kept = () => page.evaluate(() => Object.keys(localStorage))
    const brought = (name: string) => page.evaluate(name => Boolean((window as any).cbk.openzc[name]), name)
    const visits = () => sites.asked.filter(path => path.includes('visit.html')).length
    await open(page, sites)
    await entrance(page).click()
    await say(await chatIn(page), { type: 'conversation', state: 'open' })
    await expect.poll(kept).toEqual([`ozc:${SYSNUM}`])

    await open(page, sites, {
      calls: `${refuse}; zc('config', { man_trace: true, invite: 1, first_timeout: 0 }); zc('trace', { cur_visit_args: { cur_visit_title: 'x' } })`
    })
    await expect.poll(() => brought('invite')).toBe(true)
    await expect.poll(() => brought('isVisited')).toBe(true)
    await entrance(page).click()
    await say(await chatIn(page), { type: 'conversation', state: 'open' })
    await ticks(page, 20)
    expect(await kept()).toEqual([])
    expect(visits()).toBe(0)
    await expect(page.getByRole('dialog')).toHaveCount(0)

    await zc(page, 'consent', true)
    await expect.poll(kept).toEqual([`ozc:${SYSNUM}`])
    await expect.poll(visits).toBe(1)
    await zc(page, 'consent', false)
    await expect(page.locator('iframe[src*="visit.html"]')).toHaveCount(0)
    expect(await kept()).toEqual([])
    expect(errors).toEqual([])
  })

test('[CMD-consent] without a word of it visits are recorded where the page wants it', async ({
  page,
  sites
}) => {
  await page.goto(sites.page(html(snippet(sites, { calls: `zc('config', { man_trace: true })` }))))
  await expect.poll(() => sites.asked.filter(path => path.includes('visit.html'))).toHaveLength(1)
  await expect(iframe(page)).toHaveCount(0)
})
