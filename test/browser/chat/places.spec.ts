import { bubble, composer, expect, send, test, type Page } from '#test/kit/browser'

// The chat page where it stands: in a mini program's web-view, in an app's, in the integrator's own iframe.

const ANDROID =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0 miniProgram'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 MicroMessenger/8.0 miniProgram'

type Call = { name: string; message?: { data: string } }

/** What the mini program around the page is asked. */
async function fakeMiniProgram(page: Page) {
  await page.addInitScript(() => {
    const calls: Call[] = []
    Object.assign(window, {
      calls,
      wx: {
        miniProgram: {
          postMessage: (message: { data: string }) => calls.push({ name: 'postMessage', message }),
          navigateBack: () => calls.push({ name: 'navigateBack' })
        }
      }
    })
  })
  return () => page.evaluate(() => (window as unknown as { calls: Call[] }).calls)
}

async function sendFile(page: Page) {
  await page.locator('input[type=file]').setInputFiles({
    name: '报价 2026.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF')
  })
  await expect(page.locator('.file')).toBeVisible()
}

test('[DEP-webview] in a mini program on Android a file goes to the mini program, once, by an address that needs nothing else', async ({
  site,
  browser
}) => {
  const page = await (await browser.newContext({ userAgent: ANDROID })).newPage()
  const calls = await fakeMiniProgram(page)
  await page.goto(site.h5('&source=10'))
  await send(page, 'hello')
  await sendFile(page)
  expect(await calls()).toEqual([])
  await page.locator('.file').click()
  const [first, second, ...more] = await calls()
  expect([first!.name, second, more]).toEqual(['postMessage', { name: 'navigateBack' }, []])
  const url = new URL(first!.message!.data)
  expect(url.origin).toBe(site.server.url)
  expect(url.pathname).toMatch(/\.pdf$/)
  expect((await fetch(url)).status).toBe(200)
  await page.context().close()
})

test('[DEP-webview] on an iPhone, and outside a mini program, files open in place', async ({
  site,
  browser
}) => {
  for (const [userAgent, query] of [
    [IPHONE, '&source=10'],
    [ANDROID, '']
  ] as const) {
    const page = await (await browser.newContext({ userAgent })).newPage()
    const calls = await fakeMiniProgram(page)
    await page.goto(site.h5(query))
    await sendFile(page)
    const download = page.waitForEvent('download')
    await page.locator('.file').click()
    await download
    expect(await calls()).toEqual([])
    await page.context().close()
  }
})

test('[DEP-app] the keyboard never covers the composer, in full and in half height', async ({
  site,
  browser
}) => {
  for (const height of [700, 380]) {
    const page = await (await browser.newContext({ viewport: { width: 390, height } })).newPage()
    await page.addInitScript(() => {
      const fake = Object.assign(new EventTarget(), {
        height: innerHeight,
        width: innerWidth,
        offsetTop: 0,
        scale: 1
      })
      Object.defineProperty(window, 'visualViewport', { value: fake })
    })
    await page.goto(site.h5())
    await composer(page).fill('half typed')
    const keyboard = 220
    await page.evaluate(left => {
      const viewport = window.visualViewport as unknown as { height: number } & EventTarget
      viewport.height = left
      viewport.dispatchEvent(new Event('resize'))
    }, height - keyboard)
    const box = (await composer(page).boundingBox())!
    expect(box.y).toBeGreaterThan(0)
    expect(box.y + box.height).toBeLessThanOrEqual(height - keyboard)
    await page.context().close()
  }
})

test('[DEP-framed] [EVT-collapse] in the integrator’s own iframe the chat works, and the page around hears that it was closed', async ({
  site,
  visitorPage: page
}) => {
  await page.goto(`${site.shop}/help.html`)
  await page.evaluate(src => {
    const heard: unknown[] = []
    Object.assign(window, { heard })
    addEventListener('message', event => heard.push(JSON.parse(event.data as string)))
    const frame = document.createElement('iframe')
    Object.assign(frame, { src, id: 'own' })
    frame.style.cssText = 'width:400px;height:500px'
    document.body.prepend(frame)
  }, site.h5())
  const handle = await page.locator('#own').elementHandle()
  const frame = (await handle!.contentFrame())!
  await composer(frame).fill('hello')
  await composer(frame).press('Enter')
  await expect(bubble(frame, 'hello')).toBeVisible()
  await frame.getByRole('button', { name: /Close the chat|关闭/ }).click()
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { heard: unknown[] }).heard))
    .toEqual([{ name: 'zc_post_message', data: { action: 'chat_collapse_window' } }])
})
