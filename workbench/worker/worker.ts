import { offlinePage } from './offline.ts'
import { textOf, type News } from './texts.ts'

// The workbench's service worker: takes push messages, and says so when the server cannot be reached. It keeps nothing, neither pages
// nor answers, so there is no old build that it could hold on to.

type Extendable = Event & { waitUntil(work: Promise<unknown>): void }
type PushEvent = Extendable & { data: { json(): unknown } | null }
type ClickEvent = Extendable & { notification: Notification }
type FetchEvent = Extendable & { request: Request; respondWith(answer: Promise<Response>): void }
type WindowClient = {
  url: string
  visibilityState: string
  focus(): Promise<unknown>
  postMessage(message: unknown): void
}
type Worker = EventTarget & {
  registration: ServiceWorkerRegistration
  skipWaiting(): Promise<void>
  clients: {
    claim(): Promise<void>
    matchAll(options: object): Promise<WindowClient[]>
    openWindow(url: string): Promise<unknown>
  }
}

const worker = self as unknown as Worker
const HOME = '/workbench'
const ICON = '/app/workbench/icon-192.png'
const BADGE = '/app/workbench/badge-96.png'

const on = <E extends Event>(type: string, listener: (event: E) => void) =>
  worker.addEventListener(type, event => listener(event as E))

on<Extendable>('install', event => event.waitUntil(worker.skipWaiting()))
on<Extendable>('activate', event => event.waitUntil(worker.clients.claim()))

// Only pages: everything else goes its way untouched
on<FetchEvent>('fetch', event => {
  if (event.request.mode !== 'navigate') return
  event.respondWith(fetch(event.request).catch(() => offlinePage(navigator.language)))
})

on<PushEvent>('push', event => event.waitUntil(show(readNews(event.data))))

async function show(news: News) {
  const tag = news.cid ?? 'openzc'
  // The open page was faster, and says more
  const shown = await worker.registration.getNotifications({ tag })
  if (shown.some(one => (one.data as { isOfPage?: boolean } | null)?.isOfPage)) return
  const { title, body } = textOf(news)
  const options = { body, tag, icon: ICON, badge: BADGE, lang: news.language, renotify: true, data: news }
  await worker.registration.showNotification(title, options)
}

on<ClickEvent>('notificationclick', event => {
  event.notification.close()
  event.waitUntil(open(event.notification.data as News | null))
})

/** In the workbench that is open, if there is one. */
async function open(news: News | null) {
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const found = windows.filter(one => new URL(one.url).pathname === HOME)
  const best = found.find(one => one.visibilityState === 'visible') ?? found[0]
  const cid = news?.cid
  if (!best) return await worker.clients.openWindow(cid ? `${HOME}#/mine/${encodeURIComponent(cid)}` : HOME)
  if (cid) best.postMessage({ type: 'open', cid })
  return await best.focus()
}

/** Ours, unless something is very wrong: then it is still to be said that there is something. */
function readNews(data: PushEvent['data']): News {
  try {
    const news = data?.json() as Partial<News> | undefined
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
    return {
      kind: text(news?.kind) ?? 'message',
      cid: text(news?.cid),
      name: text(news?.name),
      language: text(news?.language) ?? 'en'
    }
  } catch {
    return { kind: 'message', cid: undefined, name: undefined, language: 'en' }
  }
}
