import type { Page } from '@playwright/test'
import { html, SYSNUM, type Sites } from './harness.ts'

export { chatIn, expect, heard, html, OTHER_SYSNUM, say, SYSNUM, test, ticks, warningsOf } from './harness.ts'

type V1 = {
  sysnum?: string
  query?: string
  args?: string
  className?: string
  /** Of the page, after the script. */
  code?: string
  body?: string
  head?: string
}

/** The static tag of the first generation, with the page's code after it. */
export const tag = (
  { chat }: Sites,
  { sysnum = SYSNUM, query = '', args = '', className = 'zhiCustomBtn' }: V1
) =>
  `<script src="${chat}/chat/frame/js/entrance.js?sysNum=${sysnum}${query}" id="zhichiScript" class="${className}" data-args="${args}"></script>`

export async function openV1(page: Page, sites: Sites, given: V1 = {}) {
  const code = given.code ? `<script>var manager = getzhiSDKInstance(); ${given.code}</script>` : ''
  await page.goto(sites.page(html(`${given.body ?? ''}${tag(sites, given)}${code}`, given.head)))
}

export const box = (page: Page) => page.locator('#zhichiBtnBox')
export const button = (page: Page) => page.locator('#zhichiBtn')
export const title = (page: Page) =>
  page.locator('#zhichiBtnBox > a#zhichiBtn > span.zc-advice-icon-btn-title')
export const count = (page: Page) => page.locator('i#zhichiCount')
export const frame = (page: Page) => page.locator('body > iframe#ZCChatFrame')
export const panel = (page: Page) => page.locator('body > #ZCPanel')

/** Calls a method of the page's manager and answers with what it returns. */
export const call = (page: Page, name: string, ...given: unknown[]): Promise<any> =>
  page.evaluate(([name, given]) => (window as any).getzhiSDKInstance()[name](...given), [
    name,
    given
  ] as const)

/** Resolves with what the callback gets. */
export const answer = (page: Page, name: string): Promise<any> =>
  page.evaluate(name => new Promise(done => (window as any).getzhiSDKInstance()[name](done)), name)
