import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import type { LinkIntegration } from '../../fixtures/corpus/integration.ts'
import { expect, expectClaims, PHONE, test, write, type Wild } from './harness.ts'

const attribute = (text: string) => text.replaceAll('"', '&quot;')

/** What leads to the chat, on somebody's page. */
const WAYS: Record<NonNullable<LinkIntegration['by']>, (address: string) => string> = {
  a: address => `<a id="way" href="${attribute(address)}">客服</a>`,
  location: address =>
    `<button id="way" onclick="location.href = ${attribute(JSON.stringify(address))}">客服</button>`,
  open: address =>
    `<button id="way" onclick="window.open(${attribute(JSON.stringify(address))}, '', 'width=800,height=650')">客服</button>`,
  frame: address =>
    `<button id="way" onclick="way.insertAdjacentHTML('afterend', '<iframe style=width:100%;height:90vh></iframe>'); document.querySelector('iframe').src = decodeURIComponent('${encodeURIComponent(address)}')">客服</button>`
}

export function testLinks(integrations: LinkIntegration[]) {
  for (const integration of integrations)
    test(`[WILD-corpus] ${integration.id}: ${integration.about}`, async ({ visitorPage: page, wild }) => {
      if (integration.phone) await page.setViewportSize(PHONE)
      await expectLinked(page, integration, wild)
    })
}

export async function expectLinked(page: Page, integration: LinkIntegration, wild: Wild) {
  const { id, link, by = 'a', shows = {}, agent = {}, isOld } = integration
  const address = link.replace('{{chat}}', wild.chat).replace('{{sysnum}}', wild.sysnum)
  await page.goto(
    wild.put(
      `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Page ${id}</title>${WAYS[by](address)}`
    )
  )
  const popup = by === 'open' ? page.context().waitForEvent('page') : undefined
  await page.click('#way')
  const chat = popup ? await popup : page
  const screen = by === 'frame' ? chat.frames().at(-1)! : chat
  const text = `hello by ${id}, ${randomUUID()}`
  await write(screen, text, isOld)
  await expect(screen.getByText(text).first()).toBeVisible()
  if (shows.title) await expect(chat).toHaveTitle(shows.title)
  if (shows.heading) await expect(screen.getByRole('heading', { name: shows.heading })).toBeVisible()
  if (shows.back)
    await expect(
      screen.getByRole('link', { name: /Back|返回/ }).or(screen.getByRole('button', { name: /Back|返回/ }))
    ).toBeVisible()
  if (shows.color) expect(await screen.evaluate(hasBackground, shows.color)).toBe(true)
  const { profile } = await wild.panelOf(text)
  expectClaims(profile, agent)
}

const hasBackground = (color: string) =>
  [...document.querySelectorAll('*')].some(one => getComputedStyle(one).backgroundColor === color)
