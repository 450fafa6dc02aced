import { loadavg } from 'node:os'
import { createServerProcess, type ServerProcess } from '#test/kit/server-process'
import { build } from './build.ts'
import { launchChromium, tell, type Chromium, type Tab } from './cdp.ts'
import type { Figure, Result } from './report.ts'
import { startWorker, type Worker } from './worker.ts'
import type { Request, Tally } from './workbench/visitors.ts'
import { heapOf, prepareWatch, readFrames, type Frames } from './workbench/watch.ts'

const OPEN = Number(process.env['BENCH_OPEN'] ?? 500)
const EVENTS_PER_SECOND = 20
const MINUTES = Number(process.env['BENCH_MINUTES'] ?? 10)
const FIRST_HEAP_MINUTE = 2
const SETTLE_MS = 10_000
const GIVE_UP_MS = 60_000
const HEAP_REST_MS = 500

/** An agent with 500 open conversations in which twenty things happen each second, and who works meanwhile. */
export async function workbench(log: (line: string) => void): Promise<Result> {
  build()
  const server = await createServerProcess()
  const crowd = startWorker(new URL('./workbench/visitors.ts', import.meta.url))
  let chromium: Chromium | undefined
  let other: Chromium | undefined
  try {
    await server.start()
    server.admin('set-desk', '--sysnum', server.demo.sysnum, '--assign', 'manual')
    const cookie = await server.signIn(0)
    await gather(server, crowd, cookie)
    log(`${OPEN} conversations are open`)
    chromium = await launchChromium()
    // Another process: what holds up a page that does nothing, holds up everybody on this machine
    other = await launchChromium()
    const idle = await openIdle(other)
    const desk = await openDesk(chromium, server, cookie)
    const profile = process.env['BENCH_PROFILE'] !== undefined
    await wait(SETTLE_MS)
    const quiet = { desk: await readFrames(desk), idle: await readFrames(idle) }
    const load = [loadavg()[0]!]
    await crowd.ask({ do: 'begin', rate: EVENTS_PER_SECOND } satisfies Request)
    if (profile) await desk.page.send('Profiler.start')
    const startedAt = Date.now()
    const heaps: { minute: number; bytes: number; nodes: number }[] = []
    const parts: Frames[] = []
    const beside: Frames[] = []
    for (let minute = 1; minute <= MINUTES; minute++) {
      await work(desk, crowd, startedAt + minute * 60_000)
      parts.push(await readFrames(desk))
      beside.push(await readFrames(idle))
      // With nothing open: how long the conversation is that is just looked at is no growth
      await evaluate(desk, `location.hash = '#/mine'`)
      await wait(HEAP_REST_MS)
      heaps.push({ minute, ...(await heapOf(desk)) })
      // A collection that was asked for is none of the page's frames
      await readFrames(desk)
      load.push(loadavg()[0]!)
      const { frames, over50, longest } = parts.at(-1)!
      log(
        `minute ${minute}: ${frames} frames, ${over50} > 50 ms, longest ${longest.toFixed(0)} ms; idle page ${beside.at(-1)!.over50} > 50 ms, longest ${beside.at(-1)!.longest.toFixed(0)} ms; heap ${(heaps.at(-1)!.bytes / 1e6).toFixed(1)} MB, ${heaps.at(-1)!.nodes} nodes`
      )
    }
    if (profile) showProfile((await desk.page.send<{ profile: Profile }>('Profiler.stop')).profile, log)
    const tally = await crowd.ask<Tally>({ do: 'end' } satisfies Request)
    const held = await evaluate<string>(desk, `document.querySelector('#tab-mine')?.textContent ?? ''`)
    log(`at the end: ${held}; ${JSON.stringify(tally)}`)
    return {
      figures: judge(parts, beside, heaps),
      notes: [
        `${OPEN} open conversations of one agent, ${EVENTS_PER_SECOND} events a second for ${MINUTES} minutes; the agent opens one each 5 s, scrolls, types and searches.`,
        'Frames by requestAnimationFrame. The idle page does nothing, in another browser at the same time: what it misses is the machine’s doing.',
        `Our own work: frames that the browser itself calls long (> 50 ms, long-animation-frame), their working time without waiting for the screen.`,
        `Load average of the machine meanwhile: ${Math.min(...load).toFixed(1)} to ${Math.max(...load).toFixed(1)}.`
      ],
      details: { quiet, parts, beside, heaps, tally }
    }
  } finally {
    await chromium?.close()
    await other?.close()
    await crowd.end()
    await server.dispose()
  }
}

function judge(parts: Frames[], beside: Frames[], heaps: { minute: number; bytes: number }[]): Figure[] {
  const sum = (of: Frames[], pick: (frames: Frames) => number) => of.reduce((all, one) => all + pick(one), 0)
  const share = (of: Frames[]) => (100 * sum(of, one => one.over50)) / sum(of, one => one.frames)
  const longest = (of: Frames[]) => Math.max(...of.map(one => one.longest))
  const first = (heaps.find(({ minute }) => minute === FIRST_HEAP_MINUTE) ?? heaps[0]!).bytes
  const last = heaps.at(-1)!.bytes
  return [
    { name: 'frames longer than 50 ms', value: share(parts), unit: '%', atMost: 0.5 },
    { name: 'longest frame', value: longest(parts), unit: 'ms', atMost: 200 },
    { name: 'heap at the end, times that of minute 2', value: last / first, unit: '', atMost: 1.1 },
    { name: 'idle page beside: frames longer than 50 ms', value: share(beside), unit: '%' },
    { name: 'idle page beside: longest frame', value: longest(beside), unit: 'ms' },
    { name: 'long frames of our own doing', value: sum(parts, one => one.long.length), unit: '' },
    {
      name: 'longest work in one frame',
      value: Math.max(0, ...parts.flatMap(one => one.long.map(({ workMs }) => workMs))),
      unit: 'ms'
    },
    { name: 'frames', value: sum(parts, one => one.frames), unit: '' },
    { name: 'heap at minute 2', value: first / 1e6, unit: 'MB' },
    { name: 'heap at the end', value: last / 1e6, unit: 'MB' }
  ]
}

async function gather({ url, demo }: ServerProcess, crowd: Worker, cookie: string) {
  const response = await fetch(`${url}/api/agent/me`, { headers: { cookie } })
  const { id: agentId } = (await response.json()) as { id: string }
  await crowd.ask({ do: 'gather', url, sysnum: demo.sysnum, cookie, agentId, count: OPEN } satisfies Request)
}

async function openIdle(chromium: Chromium): Promise<Tab> {
  const tab = await chromium.openTab()
  await tab.prepare(prepareWatch)
  await tab.page.send('Page.navigate', { url: 'data:text/html,<title>idle</title>' })
  return tab
}

async function openDesk(chromium: Chromium, { url }: ServerProcess, cookie: string): Promise<Tab> {
  const tab = await chromium.openTab()
  await tab.prepare(target => {
    tell(target, 'Network.enable')
    prepareWatch(target)
    if (process.env['BENCH_PROFILE'] !== undefined) tell(target, 'Profiler.enable')
  })
  const [name, value] = cookie.split('=') as [string, string]
  await tab.page.send('Network.setCookie', { name, value, url })
  await tab.page.send('Page.navigate', { url: `${url}/workbench#/mine` })
  const until = Date.now() + GIVE_UP_MS
  while ((await evaluate<number>(tab, `document.querySelectorAll('.row-item').length`)) === 0) {
    if (Date.now() > until)
      throw new Error(
        `the workbench shows no conversation: ${await evaluate<string>(tab, 'location.href + document.body.innerText.slice(0, 300)')}`
      )
    await wait(200)
  }
  return tab
}

/** What an agent does, again and again until the time is over: a conversation, words, the list up and down, a search. */
async function work(tab: Tab, crowd: Worker, until: number) {
  for (let turn = 0; Date.now() < until; turn++) {
    const opened = await evaluate<{ x: number; y: number } | null>(tab, PICK_ROW)
    if (opened) await click(tab, opened)
    await wait(700)
    const cid = await evaluate<string>(tab, `location.hash.split('/')[2] ?? ''`)
    await crowd.ask({ do: 'look', cid } satisfies Request)
    await typeText(tab, 'One moment, I am looking')
    if (turn % 2 === 0) await key(tab, 'Enter', '\r')
    await wait(500)
    for (const y of [600, 600, -300, -900]) {
      await tab.page.send('Input.dispatchMouseEvent', {
        type: 'mouseWheel',
        x: 250,
        y: 500,
        deltaX: 0,
        deltaY: y
      })
      await wait(150)
    }
    if (turn % 6 === 5) await search(tab)
    await wait(Math.min(2_000, Math.max(0, until - Date.now())))
  }
}

// By a point: to measure a row that is not on the screen would make the browser lay it out
const PICK_ROW = `(() => {
  const { x, y, height } = document.getElementById('inbox-list').getBoundingClientRect();
  const at = { x: x + 100, y: y + 10 + Math.random() * (height - 20) };
  return document.elementFromPoint(at.x, at.y)?.closest('.inbox-row') ? at : null;
})()`

async function search(tab: Tab) {
  await evaluate(tab, `document.getElementById('inbox-search').focus()`)
  await typeText(tab, 'address')
  await wait(500)
  await key(tab, 'Escape', '')
}

async function typeText(tab: Tab, text: string) {
  for (const one of text) {
    await key(tab, one, one)
    await wait(30)
  }
}

async function key({ page }: Tab, name: string, text: string) {
  const code = { Enter: 13, Escape: 27 }[name]
  const more = code === undefined ? {} : { windowsVirtualKeyCode: code }
  await page.send('Input.dispatchKeyEvent', { type: 'keyDown', key: name, text, ...more })
  await page.send('Input.dispatchKeyEvent', { type: 'keyUp', key: name, ...more })
}

async function click({ page }: Tab, { x, y }: { x: number; y: number }) {
  const at = { x, y, button: 'left', clickCount: 1 }
  await page.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at })
  await page.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at })
}

async function evaluate<T>({ page }: Tab, expression: string): Promise<T> {
  const { result } = await page.send<{ result: { value: T } }>('Runtime.evaluate', {
    expression,
    returnByValue: true
  })
  return result.value
}

type Profile = {
  nodes: {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number }
  }[]
  samples: number[]
  timeDeltas: number[]
}

function showProfile({ nodes, samples, timeDeltas }: Profile, log: (line: string) => void) {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber, columnNumber } }) => [
      id,
      `${functionName || '(anonymous)'} ${url.split('/').pop()}:${lineNumber + 1}:${columnNumber + 1}`
    ])
  )
  const own = new Map<string, number>()
  samples.forEach((id, i) => {
    const name = names.get(id)!
    own.set(name, (own.get(name) ?? 0) + timeDeltas[i]! / 1_000)
  })
  const most = [...own].sort((a, b) => b[1] - a[1]).slice(0, 25)
  for (const [name, ms] of most) log(`${ms.toFixed(0).padStart(7)} ms ${name}`)
}

function wait(ms: number) {
  return new Promise(resolve => setTimeout(resolve, ms))
}
