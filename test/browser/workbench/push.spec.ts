import { expect, row, say, tab, test, type Page } from './harness.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const WITH_WORKER = { ...PHONE, serviceWorkers: 'allow' as const, permissions: ['notifications'] }

const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 7)}`
const named = (name: string) => `&uname=${encodeURIComponent(name)}`

type Shown = { title: string; body?: string; tag?: string; data: unknown; close(): void }
type Scope = EventTarget & { registration: ServiceWorkerRegistration; shown: Shown[] }

/**
 * The workbench's worker as it runs, and what a push service would do to it. A browser without a screen shows no notifications: that they
 * are shown is noted in the place of that.
 */
async function workerOf(page: Page) {
  const context = page.context()
  const worker =
    context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker', { timeout: 20_000 }))
  await worker.evaluate(async () => {
    const scope = self as unknown as Scope
    const look = (done: () => void) =>
      scope.registration.active?.state === 'activated' ? done() : setTimeout(look, 50, done)
    await new Promise<void>(look)
    scope.shown = []
    const others = (tag: string | undefined) => scope.shown.filter(one => one.tag !== tag)
    scope.registration.showNotification = async (title, { body, tag, data } = {}) => {
      const close = () => (scope.shown = others(tag))
      scope.shown = [...others(tag), { title, body, tag, data, close } as Shown]
    }
    scope.registration.getNotifications = async ({ tag } = {}) =>
      scope.shown.filter(one => one.tag === tag) as unknown as Notification[]
  })
  const cdp = await context.newCDPSession(page)
  let registrationId = ''
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registrationId =
      registrations.find(one => one.scopeURL.endsWith('/workbench'))?.registrationId ?? registrationId
  })
  await cdp.send('ServiceWorker.enable')
  await expect.poll(() => registrationId).not.toBe('')
  return {
    push: (news: object | string) =>
      cdp.send('ServiceWorker.deliverPushMessage', {
        origin: new URL(page.url()).origin,
        registrationId,
        data: typeof news === 'string' ? news : JSON.stringify(news)
      }),
    shown: () =>
      worker.evaluate(() =>
        (self as unknown as Scope).shown.map(({ title, body, tag }) => ({ title, body, tag }))
      ),
    /** A tap on what is shown. */
    click: (tag: string) =>
      worker.evaluate(tag => {
        const scope = self as unknown as Scope
        const tap = Object.assign(new Event('notificationclick'), {
          notification: scope.shown.find(one => one.tag === tag),
          // Windows come to the front for people only
          waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined)
        })
        scope.dispatchEvent(tap)
      }, tag),
    keeps: () => worker.evaluate(async () => (await caches.keys()).length)
  }
}

test('[WB-inbox] a push message becomes a notification without the text, and a tap on it opens the conversation', async ({
  desk
}) => {
  const name = unique('Guest')
  const ann = await desk.agent(0, WITH_WORKER)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'My order is late')
  await row(ann, name).tap()
  const cid = /#\/\w+\/([^?]+)/.exec(ann.url())![1]!
  await ann.getByRole('button', { name: 'Back to the inbox' }).tap()
  const worker = await workerOf(ann)
  await worker.push({ kind: 'message', cid, language: 'en' })
  await expect.poll(worker.shown).toEqual([{ title: 'New message', body: 'Tap to look', tag: cid }])
  await worker.push({ kind: 'queued', cid, name: '王芳', language: 'zh-CN' })
  await expect.poll(worker.shown).toEqual([{ title: '王芳', body: '有访客在排队', tag: cid }])
  await worker.click(cid)
  await expect(ann.getByRole('heading', { name })).toBeVisible()
  await expect.poll(worker.shown).toEqual([])
  await worker.push('nonsense')
  await expect.poll(async () => (await worker.shown()).map(({ title }) => title)).toEqual(['New message'])
})

test('[WB-inbox] the worker keeps nothing, says when there is no connection, and comes back by itself', async ({
  desk
}) => {
  const ann = await desk.agent(0, WITH_WORKER)
  const worker = await workerOf(ann)
  await expect.poll(() => ann.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  await ann.context().setOffline(true)
  await ann.reload()
  await expect(ann.getByRole('heading', { name: 'No connection' })).toBeVisible()
  expect(await ann.evaluate(() => getComputedStyle(document.querySelector('main')!).display)).toBe('grid')
  await ann.context().setOffline(false)
  await ann.getByRole('link', { name: 'Try again' }).tap()
  await expect(ann.getByRole('tablist')).toBeVisible()
  expect(await worker.keeps()).toBe(0)
})

test('[WB-inbox] the workbench can be installed: a description with icons, in the language of the phone', async ({
  desk
}) => {
  const ann = await desk.agent(0)
  const href = await ann.locator('link[rel=manifest]').getAttribute('href')
  for (const [language, name] of [
    ['en', 'OpenZC Workbench'],
    ['zh-CN', 'OpenZC 客服工作台']
  ] as const) {
    const answer = await ann.request.get(href!, { headers: { 'accept-language': language } })
    expect(answer.headers()['content-type']).toContain('application/manifest+json')
    const manifest = await answer.json()
    expect(manifest).toMatchObject({
      name,
      scope: '/workbench',
      start_url: '/workbench',
      display: 'standalone'
    })
    expect(manifest.icons.map((icon: { purpose: string }) => icon.purpose)).toContain('maskable')
    for (const { src, sizes } of manifest.icons) {
      const size = await ann.evaluate(async src => {
        const image = await createImageBitmap(await (await fetch(src)).blob())
        return `${image.width}x${image.height}`
      }, src)
      expect(size).toBe(sizes)
    }
  }
  const cdp = await ann.context().newCDPSession(ann)
  const { errors } = await cdp.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  // A private window, as tests have it, installs nothing
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
})

test('[WB-inbox] an agent switches push messages on and off in the account menu, for this sign-in', async ({
  desk
}) => {
  const ann = await desk.agent(1, WITH_WORKER)
  // No push service can be reached from here: the browser's own part is played
  await ann.addInitScript(() => {
    const made = {
      endpoint: 'https://push.example/one',
      options: {},
      keys: {
        p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        auth: 'BTBZMqHH6r4Tts7J_aSIgg'
      }
    }
    const subscription = {
      ...made,
      toJSON: () => made,
      unsubscribe: () => ((current = null), Promise.resolve(true))
    }
    let current: object | null = null
    PushManager.prototype.getSubscription = () => Promise.resolve(current as PushSubscription | null)
    PushManager.prototype.subscribe = options => {
      if (!(options!.applicationServerKey as Uint8Array).length) throw new Error('no key')
      current = subscription
      return Promise.resolve(current as PushSubscription)
    }
  })
  await ann.reload()
  await ann.getByRole('button', { name: /^Account of/ }).tap()
  const box = ann.getByRole('checkbox', { name: 'Notify this device while the workbench is closed' })
  await expect(box).not.toBeChecked()
  const told = ann.waitForRequest(
    request => request.url().endsWith('/api/agent/push') && request.method() === 'POST'
  )
  await box.tap()
  const request = await told
  expect(request.postDataJSON()).toMatchObject({ endpoint: 'https://push.example/one', language: 'en' })
  expect((await request.response())!.status()).toBe(200)
  await expect(box).toBeChecked()
  await expect(ann.getByRole('status').filter({ hasText: 'This device will be notified' })).toBeVisible()
  const removed = ann.waitForResponse(/\/api\/agent\/push\/remove$/)
  await box.tap()
  expect((await removed).status()).toBe(200)
  await expect(box).not.toBeChecked()
})

test('[WB-inbox] on a phone that offers it, one line asks whether to install, until it is dismissed', async ({
  desk
}) => {
  const ann = await desk.agent(0, { ...PHONE, serviceWorkers: 'allow' })
  await expect(ann.getByText('The workbench can be an app on this phone.')).toHaveCount(0)
  await ann.evaluate(() => {
    const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
      prompt: () => Promise.resolve({ outcome: 'dismissed' })
    })
    dispatchEvent(offer)
  })
  const hint = ann.locator('.install-hint')
  await expect(hint).toContainText('The workbench can be an app on this phone.')
  await hint.getByRole('button', { name: 'Dismiss' }).tap()
  await expect(hint).toHaveCount(0)
  await ann.reload()
  await expect(tab(ann, 'Mine')).toBeVisible()
  await expect(hint).toHaveCount(0)
})
