import WebSocket from 'ws'
import type { Summary } from '#protocol/desk'
import { PROTOCOL_VERSION } from '#protocol/version'
import { answerWith } from '../worker.ts'

// The visitors of one agent, in a process of their own; and the agent once more, who takes whoever comes new.

export type Gather = {
  do: 'gather'
  url: string
  sysnum: string
  cookie: string
  agentId: string
  count: number
}
/** `look`: at which conversation the agent looks; a quarter of all that happens, happens there. */
export type Request = Gather | { do: 'begin'; rate: number } | { do: 'look'; cid: string } | { do: 'end' }
export type Tally = { messages: number; typing: number; presence: number; ended: number; begun: number }

type Visitor = { uid: string; token: string; socket: WebSocket; cid: string | undefined; isBack: boolean }

const AT_A_TIME = 20
/** A session may send 40 frames a second. */
const ACCEPT_EVERY_MS = 30
const WORDS = 'when does my order arrive please and can I still change the address of it thank you'.split(' ')

const visitors = new Map<string, Visitor>()
const tally: Tally = { messages: 0, typing: 0, presence: 0, ended: 0, begun: 0 }
let company: Gather
let open: string | undefined
let timer: ReturnType<typeof setInterval> | undefined
let count = 0
let coming = 0

answerWith<Request>(async request => {
  if (request.do === 'gather') await gather(request)
  if (request.do === 'begin') begin(request.rate)
  if (request.do === 'look') open = [...visitors.values()].find(({ cid }) => cid === request.cid)?.uid
  if (request.do === 'end') clearInterval(timer)
  return tally
})

async function gather(request: Gather) {
  company = request
  await takeWhoeverComes()
  const left = Array.from({ length: request.count }, (_, i) => i)
  async function bringIn() {
    while (left.pop() !== undefined) await comeNew()
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, bringIn))
  while ([...visitors.values()].some(({ cid }) => cid === undefined)) await wait(100)
}

/** What is told of the inbox goes to the visitors, too: they end their conversations by id. */
async function takeWhoeverComes() {
  const { url, cookie, agentId } = company
  const socket = new WebSocket(`${url.replace('http', 'ws')}/workbench/socket`, { headers: { cookie } })
  const wanted = new Map<string, Summary>()
  socket.on('message', data => {
    const text = String(data)
    if (!text.startsWith('{"type":"desk"')) return
    for (const summary of (JSON.parse(text) as { conversations: Summary[] }).conversations) {
      const visitor = visitors.get(summary.uid)
      if (summary.status !== 'ended' && summary.agentId === null) wanted.set(summary.cid, summary)
      else wanted.delete(summary.cid)
      if (visitor)
        visitor.cid = summary.agentId === agentId && summary.endedAt === null ? summary.cid : undefined
    }
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.send(
    JSON.stringify({ type: 'hello', protocol: PROTOCOL_VERSION, token: '', desk: null, follow: [] })
  )
  setInterval(() => {
    const [next] = wanted.values()
    if (!next) return
    wanted.delete(next.cid)
    socket.send(JSON.stringify({ type: 'accept', uid: next.uid, cid: next.cid }))
  }, ACCEPT_EVERY_MS)
  setInterval(() => socket.send('{"type":"ping"}'), 10_000)
}

async function comeNew() {
  const response = await fetch(`${company.url}/api/visitor/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sysnum: company.sysnum })
  })
  if (!response.ok) throw new Error(`session: ${response.status} ${await response.text()}`)
  const { uid, token } = (await response.json()) as { uid: string; token: string }
  const visitor: Visitor = { uid, token, socket: await connect(uid, token), cid: undefined, isBack: true }
  visitors.set(uid, visitor)
  const name = `Visitor ${visitors.size}`
  visitor.socket.send(JSON.stringify({ type: 'profile', uid, profile: { name, claims: { uname: name } } }))
  say(visitor)
}

async function connect(uid: string, token: string): Promise<WebSocket> {
  const socket = new WebSocket(`${company.url.replace('http', 'ws')}/socket`, { perMessageDeflate: false })
  socket.on('error', () => {})
  await new Promise((resolve, reject) => {
    socket.once('open', () =>
      socket.send(
        JSON.stringify({ type: 'hello', protocol: PROTOCOL_VERSION, token, follow: [{ uid, at: null }] })
      )
    )
    socket.once('message', resolve)
    socket.once('close', () => reject(new Error('closed')))
  })
  const ping = setInterval(() => socket.send('{"type":"ping"}'), 15_000)
  socket.once('close', () => clearInterval(ping))
  return socket
}

/** Open loop: what the server or the browser is late with, makes the visitors no slower. */
function begin(rate: number) {
  const startedAt = performance.now()
  let done = 0
  timer = setInterval(() => {
    for (const due = ((performance.now() - startedAt) * rate) / 1_000; done < due; done++) happen(done)
  }, 10)
}

/** Of 100: 70 messages, 20 times typing, 6 who leave or come back, 2 ends with somebody new in their place. */
function happen(i: number) {
  const kind = (i * 37) % 100
  if (kind < 70) return say(pick())
  if (kind < 90) return type(pick())
  if (kind < 96) return void leaveOrComeBack()
  if (kind < 98) return end()
  if (coming > 0) return void begins()
  say(pick())
}

function pick(): Visitor {
  const isOpen = Math.random() < 0.25 && open !== undefined && visitors.get(open)
  if (isOpen) return isOpen
  const all = [...visitors.values()]
  return all[Math.floor(Math.random() * all.length)]!
}

function say({ uid, socket }: Visitor) {
  tally.messages++
  const text = `${++count} ${WORDS.slice(count % 7, 7 + (count % 9)).join(' ')}`
  const content = { kind: 'text', text }
  socket.send(JSON.stringify({ type: 'send', uid, clientId: `bench-${count}`, content, first: true }))
}

function type({ uid, socket }: Visitor) {
  tally.typing++
  const text = WORDS.slice(0, 1 + (tally.typing % 12)).join(' ')
  socket.send(JSON.stringify({ type: 'typing', uid, on: true, text }))
}

async function leaveOrComeBack() {
  tally.presence++
  const away = [...visitors.values()].find(
    ({ socket, isBack }) => isBack && socket.readyState > WebSocket.OPEN
  )
  if (!away || Math.random() < 0.5) return pick().socket.close()
  away.isBack = false
  away.socket = await connect(away.uid, away.token)
  away.isBack = true
}

async function begins() {
  coming--
  tally.begun++
  await comeNew()
}

/** Who has ended does not come again: somebody new does. */
function end() {
  const visitor = pick()
  if (visitor.cid === undefined || visitor.uid === open) return
  tally.ended++
  coming++
  visitor.socket.send(JSON.stringify({ type: 'end', uid: visitor.uid, cid: visitor.cid }))
  visitors.delete(visitor.uid)
  setTimeout(() => visitor.socket.close(), 1_000)
}

function wait(ms: number) {
  return new Promise(resolve => setTimeout(resolve, ms))
}
