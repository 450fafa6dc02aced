import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { PublicChannel, PublicSettings } from '#protocol/host'
import { tell, type Chromium } from './cdp.ts'
import { traceScriptsOf } from './own-script.ts'
import type { Figure, Result } from './report.ts'
import { withSite, type Site } from './site.ts'
import { differences, spread } from './stats.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 15)
const CPU_SLOWER = 4
/** After `load`: what a page does late has happened by then. */
const SETTLE_MS = 2_000

const VARIANTS = { snippet: '', noop: '?noop=1', none: '?noSnippet=1' } as const
type Variant = keyof typeof VARIANTS

type Visit = {
  requests: string[]
  scriptWithHeaders: number
  scriptMs: number
  taskMs: number
  tbtMs: number
  cls: number
  frames: number
  sockets: number
  cookies: number
  writes: number
}

/** Before the visitor shows interest: what the snippet costs the page that it is on. */
export async function page(log: (line: string) => void): Promise<Result> {
  return await withSite(undefined, async site => {
    const visits: Record<Variant, Visit[]> = { snippet: [], noop: [], none: [] }
    const own: number[] = []
    const order = Object.keys(VARIANTS) as Variant[]
    for (const variant of order) await visit(site, variant)
    for (let i = 0; i < ROUNDS; i++) {
      // Each variant comes first as often as the others
      for (let j = 0; j < order.length; j++) {
        const variant = order[(i + j) % order.length]!
        visits[variant].push(await visit(site, variant))
      }
      own.push(await ownScript(site))
    }
    log(`requests: ${visits.snippet[0]!.requests.join(' ')}`)
    return {
      figures: judge(visits, own, await bodyOf(visits.snippet[0]!.requests[0]!)),
      notes: [
        `demo/pages/plain.html, ${ROUNDS} rounds of three pages in turns, a new browser context each, processor ${CPU_SLOWER} times slower.`,
        'Our own script: EvaluateScript and FunctionCall of our address in a trace, with all that happens inside them; a visit of its own in each round.',
        'All others are processor time of the whole main thread without a trace; differences are taken within a round.',
        `With 10 channels of the longest settings: computed from the build, as no command makes channels.`
      ],
      details: visits
    }
  })
}

function judge({ snippet, noop, none }: Record<Variant, Visit[]>, own: number[], body: number): Figure[] {
  const of = (visits: Visit[], pick: (visit: Visit) => number) => visits.map(pick)
  const figure = (name: string, unit: string, values: number[]): Figure => {
    const { median: value, ...others } = spread(values)
    return { name, value, ...others, unit }
  }
  const plain = (name: string, unit: string, pick: (visit: Visit) => number) =>
    figure(name, unit, of(snippet, pick))
  const beside = (name: string, other: Visit[], pick: (visit: Visit) => number) =>
    figure(name, 'ms', differences(of(snippet, pick), of(other, pick)))
  const script = (visit: Visit) => visit.scriptMs
  const task = (visit: Visit) => visit.taskMs
  const tbt = (visit: Visit) => visit.tbtMs
  return [
    { ...plain('requests to our host', '', visit => visit.requests.length), atMost: 1 },
    { name: 'entrance.js, gzip body', value: body, unit: 'B', atMost: 3_000 },
    plain('entrance.js with its headers', 'B', visit => visit.scriptWithHeaders),
    { name: 'entrance.js with 10 channels, gzip body', value: longest(), unit: 'B', atMost: 3_000 },
    { ...figure('our own script', 'ms', own), atMost: 15 },
    { ...beside('script more than no-op', noop, script), atMost: 15 },
    beside('script more than without', none, script),
    beside('tasks more than without', none, task),
    { ...beside('tasks more than no-op', noop, task), atMost: 60 },
    { ...beside('total blocking time more than no-op', noop, tbt), atMost: 0 },
    { ...plain('layout shift', '', visit => visit.cls), atMost: 0 },
    { ...plain('iframes', '', visit => visit.frames), atMost: 0 },
    { ...plain('sockets', '', visit => visit.sockets), atMost: 0 },
    { ...plain('cookies', '', visit => visit.cookies), atMost: 0 },
    { ...plain('storage writes', '', visit => visit.writes), atMost: 0 }
  ]
}

/** Bytes on the wire of what the browser was sent, without the headers. */
function bodyOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, response => {
      let bytes = 0
      response.on('data', (part: Buffer) => (bytes += part.length)).on('end', () => resolve(bytes))
    }).on('error', reject)
  })
}

function longest(): number {
  const built = readFileSync(new URL('../../dist/loader/entrance.js', import.meta.url), 'utf8')
  const channels = Array.from({ length: 10 }, (_, i): PublicChannel => [
    1_000_000 + i * 7_919,
    ((i + 1) * 1_579_087).toString(16).padStart(6, '0').slice(0, 6),
    i % 2 === 0 ? 0 : 1,
    i % 3 === 1 ? 1 : 0
  ])
  const settings = JSON.stringify(['3f9c0a7be1d24586a0b7c9e4d5f61823', ...channels] satisfies PublicSettings)
  return gzipSync(
    built.replace('__OPENZC_SETTINGS__', () => settings),
    { level: 9 }
  ).length
}

// Runs before anything of the page. Numbers only: what is counted is read at the end.
const WATCH = `
  window.openzcSeen = { tbt: 0, cls: 0, writes: 0 };
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) openzcSeen.tbt += Math.max(0, duration - 50);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver(list => {
    for (const { value } of list.getEntries()) openzcSeen.cls += value;
  }).observe({ type: 'layout-shift', buffered: true });
  const setItem = Storage.prototype.setItem;
  Storage.prototype.setItem = function () { openzcSeen.writes++; return setItem.apply(this, arguments); };
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function () { openzcSeen.writes++; return open.apply(this, arguments); };
`

async function visit({ chromium, demo, chatOrigin }: Site, variant: Variant): Promise<Visit> {
  const seen = { requests: [] as string[], frames: 0, sockets: 0, stored: 0, whole: 0 }
  const tab = await openWatched(chromium, chatOrigin, seen)
  const loaded = new Promise<void>(resolve => {
    tab.onEvent(({ method }) => method === 'Page.loadEventFired' && resolve())
  })
  await tab.page.send('Page.navigate', { url: `${demo.url}/pages/plain.html${VARIANTS[variant]}` })
  await loaded
  await new Promise(resolve => setTimeout(resolve, SETTLE_MS))
  const { metrics } = await tab.page.send<{ metrics: { name: string; value: number }[] }>(
    'Performance.getMetrics'
  )
  const ms = (name: string) => metrics.find(metric => metric.name === name)!.value * 1_000
  const { result } = await tab.page.send<{ result: { value: { tbt: number; cls: number; writes: number } } }>(
    'Runtime.evaluate',
    { expression: 'openzcSeen', returnByValue: true }
  )
  const cookies = await tab.cookies()
  await tab.close()
  return {
    requests: seen.requests,
    scriptWithHeaders: seen.whole,
    scriptMs: ms('ScriptDuration'),
    taskMs: ms('TaskDuration'),
    tbtMs: result.value.tbt,
    cls: result.value.cls,
    frames: seen.frames,
    sockets: seen.sockets,
    cookies: cookies.length,
    writes: Math.max(result.value.writes, seen.stored)
  }
}

async function ownScript({ chromium, demo, chatOrigin }: Site): Promise<number> {
  const tab = await chromium.openTab()
  await tab.prepare(target => {
    tell(target, 'Page.enable')
    tell(target, 'Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER })
  })
  const trace = await traceScriptsOf(chatOrigin, tab)
  await tab.page.send('Page.navigate', { url: `${demo.url}/pages/plain.html` })
  await new Promise(resolve => setTimeout(resolve, SETTLE_MS))
  const ms = await trace.stop()
  await tab.close()
  return ms
}

type Seen = {
  requests: string[]
  frames: number
  sockets: number
  stored: number
  whole: number
}

async function openWatched(chromium: Chromium, chatOrigin: string, seen: Seen) {
  const tab = await chromium.openTab()
  const ours = new Set<string>()
  tab.onEvent(({ method, params }) => {
    const { requestId, request, encodedDataLength } = params as {
      requestId: string
      request?: { url: string }
      encodedDataLength?: number
    }
    if (method === 'Network.requestWillBeSent' && request!.url.startsWith(chatOrigin)) {
      ours.add(requestId)
      seen.requests.push(request!.url)
    }
    if (method === 'Network.loadingFinished' && ours.has(requestId)) seen.whole += encodedDataLength!
    if (method === 'Page.frameAttached') seen.frames++
    if (method === 'Network.webSocketCreated') seen.sockets++
    if (/^DOMStorage\.domStorageItem(Added|Updated)$/.test(method)) seen.stored++
  })
  await tab.prepare(target => {
    tell(target, 'Network.enable')
    tell(target, 'Page.enable')
    tell(target, 'DOMStorage.enable')
    tell(target, 'Performance.enable', { timeDomain: 'threadTicks' })
    tell(target, 'Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER })
    tell(target, 'Page.addScriptToEvaluateOnNewDocument', { source: WATCH })
  })
  return tab
}
