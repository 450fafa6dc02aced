import { randomUUID } from 'node:crypto'
import type { Frame, Page } from '@playwright/test'
import { pageOf, type ScriptIntegration, type Step } from '../../fixtures/corpus/integration.ts'
import { expect, expectClaims, PHONE, test, write } from './harness.ts'
import { expectLinked } from './links.ts'

const ENTRANCE = { v2: '#zc__sdk__sys__btn', v1: '#zhichiBtnBox' }
const WINDOW = { v2: '#zc__sdk__container', v1: 'body > iframe#ZCChatFrame' }
const FRAME = { v2: '#zc__sdk__container iframe', v1: 'body > iframe#ZCChatFrame:not([hidden])' }

export function testScripts(integrations: ScriptIntegration[]) {
  for (const integration of integrations)
    test(`[WILD-corpus] ${integration.id}: ${integration.about}`, async ({ visitorPage: page, wild }) => {
      if (integration.phone) await page.setViewportSize(PHONE)
      await page.goto(wild.put(pageOf(integration, wild)))
      await settled(page)
      await expectState(page, integration, {
        window: integration.window ?? 'closed',
        entrance: integration.entrance
      })
      for (const step of integration.steps ?? []) await take(page, integration, step)
      if (integration.agent) {
        const text = `hello from ${integration.id}, ${randomUUID()}`
        const chat = await chatIn(page, integration)
        await write(chat, text)
        await expect(chat.getByRole('log').getByText(text)).toBeVisible()
        const { uid, profile } = await wild.panelOf(text)
        expectClaims(profile, integration.agent)
        const { title, url = '' } = profile.page ?? {}
        // A link's fragment may come before or after the page tells of itself
        expect([title, withoutFragment(url)]).toEqual([`Page ${integration.id}`, withoutFragment(page.url())])
        for (const step of integration.after ?? []) {
          if (step.agentSays) wild.say(uid, step.agentSays)
          await take(page, integration, step)
        }
      }
      await expectState(page, integration, {
        entrance:
          integration.steps?.findLast(step => step.entrance !== undefined)?.entrance ?? integration.entrance
      })
      if (integration.link)
        await expectLinked(page, { ...integration.link, id: integration.id, about: '' }, wild)
    })
}

async function take(page: Page, integration: ScriptIntegration, step: Step) {
  if (step.click) await page.locator(step.click).first().click()
  if (step.run) {
    const value = await page.evaluate(step.run)
    if ('value' in step) expect(value).toEqual(step.value)
  }
  if (step.until) await page.waitForFunction(step.until)
  if (step.url) await expect(page).toHaveURL(step.url)
  await expectState(page, integration, step)
  if (step.shown) await expect((await chatIn(page, integration)).getByText(step.shown).first()).toBeVisible()
  if (step.window) await settled(page)
  await expectState(page, integration, step)
}

async function expectState(
  page: Page,
  { dialect }: ScriptIntegration,
  { window, entrance }: Pick<Step, 'window' | 'entrance'>
) {
  if (window) await expect(page.locator(WINDOW[dialect]).first()).toBeVisible({ visible: window === 'open' })
  if (entrance !== undefined)
    await expect(page.locator(ENTRANCE[dialect]).first()).toBeVisible({ visible: entrance })
}

const withoutFragment = (address: string) => address.replace(/#.*/, '')

/** A few turns later: what was going to happen has happened. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    for (let turns = 0; turns < 5; turns++) await new Promise(next => setTimeout(next, 10))
  })

async function chatIn(page: Page, { dialect }: ScriptIntegration): Promise<Frame> {
  const handle = await page.locator(FRAME[dialect]).elementHandle()
  return (await handle!.contentFrame())!
}
