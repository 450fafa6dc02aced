import { expect, test } from '#test/kit/browser'

const QUERY = 'uname=%E5%B0%8F%E4%B8%81&params={"a":"b c"}&groupid=g%2B1&locale=en'
const PATHS = ['h5/v2', 'h5/v6', 'pc/v2', 'pc/v6', 'pc']

const MISSING: Record<string, () => void> = {
  'modules and everything young': () => {
    for (const name of ['Promise', 'CSS', 'customElements', 'fetch', 'Proxy', 'IntersectionObserver'])
      delete (window as any)[name]
    delete (HTMLScriptElement.prototype as any).noModule
  },
  Promise: () => delete (window as any).Promise,
  'CSS.supports': () => delete (window as any).CSS,
  customElements: () => delete (window as any).customElements,
  'Object.hasOwn': () => delete (Object as any).hasOwn,
  'Array.prototype.at': () => delete (Array.prototype as any).at,
  'a value behind fetch': () => void ((window as any).fetch = undefined)
}

const addressOf = (url: string) => new URL(url).pathname + new URL(url).search + new URL(url).hash

for (const [name, remove] of Object.entries(MISSING)) {
  test(`[DEP-old-webview] without ${name} the chat is the one for old browsers, with all parameters`, async ({
    site,
    page
  }) => {
    await page.addInitScript(remove)
    await page.goto(`${site.server.url}/chat/h5/v2/index.html?sysnum=${site.sysnum}&${QUERY}#0`)
    await page.waitForURL('**/chat/h5/index.html*')
    expect(addressOf(page.url())).toBe(
      addressOf(`${site.server.url}/chat/h5/index.html?sysnum=${site.sysnum}&${QUERY}#0`)
    )
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
  })
}

for (const path of PATHS) {
  test(`[WILD-paths] [DEP-old-webview] /chat/${path}/index.html runs where it can and hands over where it cannot`, async ({
    site,
    page,
    browser
  }) => {
    const address = `${site.server.url}/Chat/${path}/Index.html?sysNum=${site.sysnum}&${QUERY}`
    await page.goto(address)
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
    expect(page.url()).toContain(`/Chat/${path}/Index.html`)
    const old = await browser.newPage()
    await old.addInitScript(MISSING['modules and everything young']!)
    await old.goto(address)
    await old.waitForURL(/\/chat\/h5\/index\.html\?sysNum=/)
    await expect(old.getByRole('button', { name: 'Send' })).toBeVisible()
    await old.close()
    const plain = await browser.newPage({ javaScriptEnabled: false })
    await plain.goto(address)
    await plain.waitForURL(/\/chat\/h5\/index\.html\?sysNum=/)
    expect(plain.url()).toContain('groupid=g%2B1')
    await expect(plain.getByRole('button', { name: 'Send' })).toBeVisible()
    await plain.close()
  })
}

for (const [name, script] of Object.entries({
  'cannot be read': 'let x = #not-a-script',
  'fails at once': 'throw new Error("on purpose")',
  'is not there': ''
})) {
  test(`[DEP-old-webview] when the app's script ${name} there is the page for old browsers, never a blank one`, async ({
    site,
    page
  }) => {
    await page.route('**/chat/h5/v2/index.html*', async route => {
      const answer = await route.fetch()
      const html = await answer.text()
      await route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: html.replace(/(<script type="module">)[^]*?(<\/script>)/, `$1${script}$2`)
      })
    })
    await page.goto(site.h5('&locale=en'))
    await page.waitForURL('**/chat/h5/index.html*')
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
  })
}

test('[DEP-old-webview] a browser of today stays where it is, also when the guard comes late or not at all', async ({
  site,
  page
}) => {
  let release = () => {}
  const held = new Promise<void>(resolve => (release = resolve))
  await page.route('**/legacy/guard.js*', route => held.then(() => route.continue()))
  await page.goto(site.h5('&locale=en'), { waitUntil: 'commit' })
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  release()
  await page.waitForLoadState('load')
  await page.route('**/legacy/guard.js*', route => route.abort())
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  expect(page.url()).toContain('/chat/h5/v2/index.html')
})
