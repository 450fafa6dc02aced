import { LINK_VERSION, type FromVisit, type ToVisit } from '#protocol/host'

// Stands hidden in the customer's page where traces or invitations are on: it has the visit's secret, which the chat finds in
// the same storage, and talks to the server, to which the page itself may not be allowed to connect.

type Facts = { sysnum: string; channel?: number } | null

const facts = JSON.parse(document.getElementById('openzc-page')!.textContent!) as Facts
const KEY = `ozc:${facts?.sysnum}:visit`
const AGAIN_MS = 20_000
const MOST_WAITING = 20
/** Who comes back after that begins another visit. */
const PAUSE_MS = 1_800_000

let memory: string | undefined
let visits = 1
let host: MessagePort | undefined
let last: ToVisit | undefined
let isWaiting = false
let stop = new AbortController()
let queued = 0
let tail = Promise.resolve()

addEventListener('message', ({ source, data, ports: [port] }) => {
  if (source !== parent || data?.openzc !== LINK_VERSION || !port || !facts) return
  host = port
  host.onmessage = ({ data }) => hear(data as ToVisit)
})
document.addEventListener('visibilitychange', goOn)

function hear(said: ToVisit) {
  last = { ...said, page: cut(said.page) }
  count()
  const { kind, page, given } = last
  if (queued >= MOST_WAITING) return
  queued += 1
  tail = tail.then(async () => {
    if (kind || !visit())
      await ask('', { kind, page, given: JSON.parse(given) }).then(({ visit }) => keep(visit), Boolean)
    queued -= 1
    goOn()
  })
}

/** What waits now tells of another page; it begins again with this one. */
function goOn() {
  stop.abort()
  if (!isWaiting) void wait()
}

async function wait() {
  isWaiting = true
  while (last?.waits && document.visibilityState === 'visible' && visit()) {
    stop = new AbortController()
    const { answer, page } = last
    try {
      const { invite, text } = await ask('/wait', { page, answer, visits }, stop.signal)
      if (answer) last.answer = undefined
      if (invite) host!.postMessage({ invite, text } satisfies FromVisit)
    } catch {
      if (!stop.signal.aborted) await new Promise(resolve => setTimeout(resolve, AGAIN_MS))
    }
  }
  isWaiting = false
}

async function ask(path: string, body: object, signal?: AbortSignal) {
  const response = await fetch(`/api/visit${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...facts, visit: visit() ?? undefined, ...body, name: undefined }),
    ...(signal ? { signal } : {})
  })
  // This page is not wanted here
  if (response.status === 403) last = undefined
  if (!response.ok) throw new Error(String(response.status))
  return (await response.json()) as { visit: string; invite?: string; text?: string }
}

const cut = ({ url, title, referrer }: ToVisit['page']) => ({
  url: url.slice(0, 2_000),
  title: title.slice(0, 200),
  referrer: referrer.slice(0, 2_000)
})

/** Another page of this visitor may have been faster. */
function visit(): string | null | undefined {
  try {
    return localStorage.getItem(KEY) ?? memory
  } catch {
    return memory
  }
}

/** How often this browser has come. */
function count() {
  try {
    const [times = 0, at = 0] = (localStorage.getItem(KEY + 's') ?? '').split(' ').map(Number)
    const now = Date.now()
    visits = now - at > PAUSE_MS ? times + 1 : times
    localStorage.setItem(KEY + 's', `${visits} ${now}`)
  } catch {
    // Then every page view is a visit of its own
  }
}

function keep(visit: string) {
  memory = visit
  try {
    localStorage.setItem(KEY, visit)
  } catch {
    // Then every page view is a visit of its own
  }
}
