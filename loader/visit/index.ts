import { LINK_VERSION, type FromVisit, type InvitationAnswer, type ToVisit } from '#protocol/host'
import { FLAG } from '../keys.ts'
import type { Core, Invitation, Live } from '../live.ts'

// Comes where the visitor's way is recorded, or agents see who browses. What it tells goes through a hidden page of ours.

const TICK_MS = 500
/** Keys that speak of this page and the one before; pcur_thumbnail is a documented name. */
const OF_PAGES = /^(pre|p?cur)_/

const { cbk } = window as unknown as { cbk?: { openzc?: Live } }
if (cbk?.openzc?.core && !cbk.openzc.isVisited) join(cbk.openzc, cbk.openzc.core)

function join(live: Live, [sysnum, origin, config, channel, , , bring]: Core) {
  const { end, traces } = live
  const waiting: ToVisit[] = []
  let frame: HTMLIFrameElement | undefined
  let port: MessagePort | undefined
  let seen = ''
  let told = ''
  let referrer = document.referrer

  const isOn = (name: string, otherwise: unknown) => {
    const match = FLAG.exec(String(config[name]))
    return match ? match[1] : otherwise
  }
  const agrees = () => isOn('consent', 1)
  /** A fragment that leads to a place in the page is no page of its own. */
  const address = () => location.href.replace(/#(?![/!]).*/, '')

  function tick() {
    if (!agrees()) return forget()
    const now = address()
    // Titles follow addresses: a new page is told of once it has stayed
    if (now === seen && now !== told) view()
    seen = now
  }

  /** Nobody is watched any more; what comes after a change of mind begins anew. */
  function forget() {
    frame?.remove()
    frame = port = undefined
    seen = told = ''
  }

  function view() {
    referrer = told || referrer
    told = seen
    const records = isOn('man_trace', channel()[4]! & 1)
    const given = Object.fromEntries(Object.entries(config).filter(([name]) => OF_PAGES.test(name)))
    if (records || waits()) tell({ kind: records ? 'view' : undefined, given })
  }

  const waits = () => Boolean(channel()[4]! & 2) && !isOn('invite_flag', 0)

  function tell({
    kind,
    given,
    answer
  }: {
    kind?: ToVisit['kind']
    given?: unknown
    answer?: InvitationAnswer
  }) {
    const page = { url: location.href, title: document.title, referrer }
    const said = { kind, page, given: textOf(given), waits: waits(), answer }
    if (port) return port.postMessage(said)
    waiting.push(said)
    frame ??= makeFrame()
  }

  function makeFrame() {
    const made = document.createElement('iframe')
    made.style.display = 'none'
    made.setAttribute('sandbox', 'allow-scripts allow-same-origin')
    made.src = `${origin}/chat/frame/v2/visit.html?sysnum=${sysnum}&channelid=${channel()[0]}`
    made.onload = () => {
      const { port1, port2 } = new MessageChannel()
      port = port1
      port.onmessage = ({ data }) => invite(data as FromVisit)
      made.contentWindow!.postMessage({ openzc: LINK_VERSION }, origin, [port2])
      for (const said of waiting.splice(0)) port.postMessage(said)
    }
    return document.body.appendChild(made)
  }

  function invite({ invite: by, text }: FromVisit) {
    live.invitation = { by, text, answer: answer => tell({ answer }) } satisfies Invitation
    if (live.invite) live.invite(live.invitation)
    else bring('invite')
  }

  const trace = (given: unknown) => agrees() && tell({ kind: 'trace', given })
  live.isVisited = true
  live.end = () => {
    live.isVisited = live.end = undefined
    live.traces = []
    clearInterval(timer)
    frame?.remove()
    end?.()
  }
  const timer = setInterval(tick, TICK_MS)
  if (agrees()) {
    seen = address()
    view()
  }
  traces.splice(0).forEach(trace)
  traces.push = (...given) => (given.forEach(trace), 0)
}

/** Functions, circles and the proxies of frameworks cannot cross. */
function textOf(given: unknown): string {
  try {
    return JSON.stringify({ ...(given as object) })
  } catch {
    return '{}'
  }
}
