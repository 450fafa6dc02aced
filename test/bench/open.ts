import { loadavg } from 'node:os'
import { tell, type Tab } from './cdp.ts'
import type { Figure, Result } from './report.ts'
import { withSite, type Site } from './site.ts'
import { percentile, spread } from './stats.ts'

const RUNS = Number(process.env['BENCH_ROUNDS'] ?? 15)
/** Runs in which the network is watched until nothing has come for a while. */
const RUNS_OF_BYTES = 3
const CPU_SLOWER = 4
const NETWORK = { rttMs: 150, downBytesPerSecond: 1_600_000 / 8, upBytesPerSecond: 750_000 / 8 }
const HOVER_MS = 1_500
const IDLE_MS = 5_000
const GIVE_UP_MS = 20_000

type Way = 'cold' | 'preloaded'

/** In ms from the click. */
type Opening = { focus: number; painted: number; socket: number; ack: number }
type Request = { url: string; bytes: number; startedAt: number; endedAt: number }
type Traffic = { bytes: number; requests: Request[]; frames: number }
type Run = Opening & { traffic: Traffic | undefined }

/** From the click on the entrance until a typed key is seen in the composer, over a slow network on a slow processor. */
export async function open(log: (line: string) => void): Promise<Result> {
  return await withSite(NETWORK, async site => {
    const runs: Record<Way, Run[]> = { cold: [], preloaded: [] }
    const load = [loadavg()[0]!]
    await visit(site, 'cold', false)
    for (let i = 0; i < RUNS; i++) {
      for (const way of ['cold', 'preloaded'] as const) {
        const run = await visit(site, way, i < RUNS_OF_BYTES)
        runs[way].push(run)
        log(`${way}: key on the screen after ${run.painted.toFixed(0)} ms`)
      }
      load.push(loadavg()[0]!)
    }
    return {
      figures: judge(runs),
      notes: [
        `${RUNS} runs each, a new browser context each, in turns; p75, as the bars are; min and max over the runs.`,
        `${NETWORK.rttMs} ms round trip, 1.6 Mbit/s down, 0.75 Mbit/s up to the chat server; processor ${CPU_SLOWER} times slower.`,
        `Preloaded: the pointer rests on the entrance for ${HOVER_MS / 1_000} s before.`,
        `Load average of the machine meanwhile: ${Math.min(...load).toFixed(1)} to ${Math.max(...load).toFixed(1)}.`
      ],
      details: runs
    }
  })
}

function judge({ cold, preloaded }: Record<Way, Run[]>): Figure[] {
  const p75 = (name: string, values: number[]): Figure => {
    const { min, max } = spread(values)
    return { name, value: percentile(values, 0.75), min, max, unit: 'ms' }
  }
  const bytes = cold.flatMap(({ traffic }) => (traffic ? [traffic.bytes] : []))
  const frames = cold.flatMap(({ traffic }) => (traffic ? [traffic.frames] : []))
  const { median: inAll, ...others } = spread(bytes)
  return [
    {
      ...p75(
        'cold: key painted, p75',
        cold.map(run => run.painted)
      ),
      atMost: 1_500
    },
    {
      ...p75(
        'preloaded: key painted, p75',
        preloaded.map(run => run.painted)
      ),
      atMost: 800
    },
    p75(
      'cold: composer focused, p75',
      cold.map(run => run.focus)
    ),
    p75(
      'preloaded: composer focused, p75',
      preloaded.map(run => run.focus)
    ),
    p75(
      'cold: socket open, p75',
      cold.map(run => run.socket)
    ),
    {
      ...p75(
        'cold: first ack, p75',
        cold.map(run => run.ack)
      ),
      atMost: 2_000
    },
    p75(
      'preloaded: first ack, p75',
      preloaded.map(run => run.ack)
    ),
    { name: 'cold: bytes over HTTP', value: inAll, ...others, unit: 'B', atMost: 45_000 },
    { name: 'cold: bytes in the socket', value: spread(frames).median, unit: 'B' }
  ]
}

// In the page and in the frame, before anything of theirs. Times are ms since the epoch, so that both can be compared.
const WATCH = `
  const mark = (name, at = performance.now()) => openzcMark(name + ' ' + (performance.timeOrigin + at));
  addEventListener('click', event => mark('click', event.timeStamp), { capture: true, once: true });
  addEventListener('focusin', ({ target }) => target.matches('textarea') && mark('focus'), true);
  addEventListener('input', () => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => mark('painted');
    port2.postMessage(0);
  }), { capture: true, once: true });
  const Native = WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener('open', () => mark('socket'));
      this.addEventListener('message', ({ data }) => String(data).startsWith('{"type":"ack"') && mark('ack'));
    }
  };
`

async function visit({ chromium, demo }: Site, way: Way, watchTraffic: boolean): Promise<Run> {
  const tab = await chromium.openTab()
  const marks = collectMarks(tab)
  const traffic = collectTraffic(tab)
  await tab.prepare(target => {
    tell(target, 'Network.enable')
    tell(target, 'Page.enable')
    tell(target, 'Runtime.enable')
    tell(target, 'Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER })
    tell(target, 'Runtime.addBinding', { name: 'openzcMark' })
    tell(target, 'Page.addScriptToEvaluateOnNewDocument', { source: WATCH })
  })
  await tab.page.send('Page.navigate', { url: `${demo.url}/pages/plain.html` })
  const entrance = await findEntrance(tab)
  await wait(1_000)
  traffic.reset()
  if (way === 'preloaded') {
    await mouse(tab, 'mouseMoved', entrance)
    await wait(HOVER_MS)
  } else await mouse(tab, 'mouseMoved', entrance)
  await mouse(tab, 'mousePressed', entrance)
  await mouse(tab, 'mouseReleased', entrance)
  await typeUntil(tab, marks)
  await key(tab, 'Enter', '\r')
  await marks.have('ack')
  if (watchTraffic) await traffic.idle()
  const since = (name: string) => marks.at(name)! - marks.at('click')!
  const run = {
    focus: since('focus'),
    painted: since('painted'),
    socket: since('socket'),
    ack: since('ack'),
    traffic: watchTraffic ? traffic.sum(marks.at('click')!) : undefined
  }
  await tab.close()
  return run
}

/** As soon as the composer has the focus, and again until it was heard. */
async function typeUntil(tab: Tab, marks: ReturnType<typeof collectMarks>) {
  await marks.have('focus')
  const giveUpAt = Date.now() + GIVE_UP_MS
  while (marks.at('painted') === undefined) {
    if (Date.now() > giveUpAt) throw new Error('no key arrived in the composer')
    await key(tab, 'a', 'a')
    await Promise.race([marks.have('painted'), wait(300)])
  }
}

function collectMarks(tab: Tab) {
  const times = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()
  tab.onEvent(({ method, params }) => {
    if (method !== 'Runtime.bindingCalled') return
    const [name, at] = (params as { payload: string }).payload.split(' ') as [string, string]
    // The first of each counts
    if (!times.has(name)) times.set(name, Number(at))
    for (const done of waiting.get(name) ?? []) done()
    waiting.delete(name)
  })
  return {
    at: (name: string) => times.get(name),
    have(name: string): Promise<void> {
      if (times.has(name)) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${name} did not happen; ${[...times.keys()]} did`)),
          GIVE_UP_MS
        )
        const done = () => {
          clearTimeout(timer)
          resolve()
        }
        waiting.set(name, [...(waiting.get(name) ?? []), done])
      })
    }
  }
}

/** What goes over the network after `reset`. */
function collectTraffic(tab: Tab) {
  let lastAt = Date.now()
  let frames = 0
  const requests = new Map<string, Request & { offset: number }>()
  tab.onEvent(({ method, params }) => {
    if (!method.startsWith('Network.')) return
    lastAt = Date.now()
    const { requestId, request, timestamp, wallTime, encodedDataLength, response } = params as NetworkEvent
    const known = requests.get(requestId)
    if (method === 'Network.requestWillBeSent' && !known) {
      const startedAt = wallTime! * 1_000
      const offset = startedAt - timestamp * 1_000
      requests.set(requestId, { url: request!.url, bytes: 0, startedAt, endedAt: NaN, offset })
    }
    if (method === 'Network.loadingFinished' && known) {
      known.bytes = encodedDataLength!
      known.endedAt = timestamp * 1_000 + known.offset
    }
    if (/webSocketFrame(Sent|Received)/.test(method)) frames += response!.payloadData.length
  })
  return {
    reset() {
      requests.clear()
      frames = 0
    },
    async idle() {
      while (Date.now() - lastAt < IDLE_MS) await wait(200)
    },
    sum(clickAt: number): Traffic {
      const each = [...requests.values()].map(({ url, bytes, startedAt, endedAt }) => ({
        url: new URL(url).pathname,
        bytes,
        startedAt: Math.round(startedAt - clickAt),
        endedAt: Math.round(endedAt - clickAt)
      }))
      return { bytes: each.reduce((sum, { bytes }) => sum + bytes, 0), requests: each, frames }
    }
  }
}

type NetworkEvent = {
  requestId: string
  timestamp: number
  wallTime?: number
  request?: { url: string }
  encodedDataLength?: number
  response?: { payloadData: string }
}

async function findEntrance({ page }: Tab): Promise<{ x: number; y: number }> {
  const expression = `(() => {
    const box = document.getElementById('zc__sdk__sys__btn')?.getBoundingClientRect();
    return box && box.width > 0 ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
  })()`
  for (const end = Date.now() + GIVE_UP_MS; Date.now() < end; await wait(100)) {
    const { result } = await page.send<{ result: { value: { x: number; y: number } | null } }>(
      'Runtime.evaluate',
      { expression, returnByValue: true }
    )
    if (result.value) return result.value
  }
  throw new Error('there is no entrance on the page')
}

async function mouse({ page }: Tab, type: string, at: { x: number; y: number }) {
  const button = type === 'mouseMoved' ? {} : { button: 'left', clickCount: 1 }
  await page.send('Input.dispatchMouseEvent', { type, ...at, ...button })
}

async function key({ page }: Tab, name: string, text: string) {
  const code = name === 'Enter' ? { windowsVirtualKeyCode: 13 } : {}
  await page.send('Input.dispatchKeyEvent', { type: 'keyDown', key: name, text, ...code })
  await page.send('Input.dispatchKeyEvent', { type: 'keyUp', key: name, ...code })
}

function wait(ms: number) {
  return new Promise(resolve => setTimeout(resolve, ms))
}
