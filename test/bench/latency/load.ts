import WebSocket from 'ws'
import { percentile } from '../stats.ts'
import { answerWith } from '../worker.ts'

// Makes the load, in a process of its own. Raw sockets: what is measured is the server, not our client.

export type Side = { url: string; cookie?: string; hello?: object }
export type Pair = { uid: string; visitor: Side; agent: Side }
export type Connect = { do: 'connect'; target: string; pairs: Pair[] }
export type Run = {
  do: 'run'
  target: string
  /** Messages a second over all pairs, from both sides in turn. */
  rate: number
  ms: number
  /** Each message that arrives is confirmed with `delivered`, as our client does. */
  receipts: boolean
  /** How often each agent reads up to the newest message; 0: never, so that the unread ones become more and more. */
  readEveryMs: number
}

export type RunResult = {
  sent: number
  /** From the scheduled time, in ms, of those that came. */
  ack: Float64Array
  delivery: Float64Array
  notAcked: number
  lost: number
  doubled: number
  refused: number
  /** Connections that are gone: what is measured with them says nothing. */
  closed: number
  /** How late the load itself was against its schedule. */
  lateP99: number
}

type Open = { uid: string; socket: WebSocket; seq: number }

const BODY = 'x'.repeat(200)
const SETTLE_MS = 10_000
const ID = '"clientId":"'
const SEQ = '"seq":'

const targets = new Map<string, Open[][]>()
let current: ReturnType<typeof createTally> | undefined
let runs = 0

answerWith<Connect | Run>(request => (request.do === 'connect' ? connect(request) : run(request)))

async function connect({ target, pairs }: Connect) {
  const opened: Open[][] = []
  for (const pair of pairs) {
    const sides = [await open(pair.uid, pair.visitor), await open(pair.uid, pair.agent)]
    // The visitor's message begins the conversation, the agent's takes it
    for (const side of sides) await firstMessage(side)
    opened.push(sides)
  }
  targets.set(target, opened)
}

async function open(uid: string, { url, cookie, hello }: Side): Promise<Open> {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    headers: cookie === undefined ? {} : { cookie }
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const side: Open = { uid, socket, seq: 0 }
  if (hello) {
    socket.send(JSON.stringify(hello))
    await heard(side, '{"type":"entries"')
  }
  socket.on('message', data => current?.hear(side, String(data)))
  return side
}

async function firstMessage(side: Open) {
  const acked = heard(side, '{"type":"ack"')
  side.socket.send(sendFrame(side.uid, `first-${Math.random()}`))
  await acked
}

function heard({ socket }: Open, prefix: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(new Error(`closed before ${prefix}`))
    socket.once('close', lost)
    socket.on('message', function listen(data) {
      if (!String(data).startsWith(prefix)) return
      socket.off('message', listen)
      socket.off('close', lost)
      resolve()
    })
  })
}

const sendFrame = (uid: string, clientId: string) =>
  `{"type":"send","uid":"${uid}","clientId":"${clientId}","content":{"kind":"text","text":"${BODY}"},"first":true}`

/** Open loop: each message has its time, and whatever makes it late counts as latency. */
async function run({ target, rate, ms, receipts, readEveryMs }: Run): Promise<RunResult> {
  const pairs = targets.get(target)!
  const stopReading = readEveryMs > 0 ? keepReading(pairs, readEveryMs) : () => {}
  const total = Math.round((rate * ms) / 1_000)
  const name = `${target}-${++runs}-`
  const tally = createTally(name, total, receipts)
  current = tally
  const startAt = performance.now() + 50
  for (let i = 0; i < total; i++) tally.due[i] = startAt + (i * 1_000) / rate
  await new Promise<void>(resolve => {
    let next = 0
    function pump() {
      const now = performance.now()
      for (; next < total && tally.due[next]! <= now; next++) {
        const pair = pairs[next % pairs.length]!
        const { uid, socket } = pair[Math.floor(next / pairs.length) % 2]!
        tally.late[next] = now - tally.due[next]!
        socket.send(sendFrame(uid, name + next))
      }
      // Timers are only good to a millisecond, which is more than what is measured
      if (next < total) setImmediate(pump)
      else resolve()
    }
    pump()
  })
  const giveUpAt = performance.now() + SETTLE_MS
  while (!tally.isComplete() && performance.now() < giveUpAt) await wait(20)
  // A doubled delivery may come after the last one that was awaited
  await wait(100)
  current = undefined
  stopReading()
  const closed = pairs.flat().filter(({ socket }) => socket.readyState !== WebSocket.OPEN).length
  return { ...tally.result(), closed }
}

/** One agent after the other, evenly over the time. */
function keepReading(pairs: Open[][], everyMs: number): () => void {
  let next = 0
  const timer = setInterval(() => {
    const { uid, socket, seq } = pairs[next++ % pairs.length]![1]!
    if (seq > 0) socket.send(`{"type":"read","uid":"${uid}","seq":${seq}}`)
  }, everyMs / pairs.length)
  return () => clearInterval(timer)
}

function createTally(name: string, total: number, receipts: boolean) {
  const due = new Float64Array(total)
  const late = new Float64Array(total)
  const ack = new Float64Array(total).fill(NaN)
  const delivery = new Float64Array(total).fill(NaN)
  let doubled = 0
  let refused = 0
  let acked = 0
  let delivered = 0

  function note(times: Float64Array, text: string): boolean {
    const from = text.indexOf(ID) + ID.length
    const id = text.slice(from, text.indexOf('"', from))
    if (!id.startsWith(name)) return false
    const i = Number(id.slice(name.length))
    if (Number.isNaN(times[i]!)) {
      times[i] = performance.now() - due[i]!
      return true
    }
    doubled++
    return false
  }

  return {
    due,
    late,
    isComplete: () => acked + refused === total && delivered + refused === total,
    hear(side: Open, text: string) {
      const { uid, socket } = side
      if (text.startsWith('{"type":"ack"')) {
        if (note(ack, text)) acked++
      } else if (text.startsWith('{"type":"entry"')) {
        if (note(delivery, text)) delivered++
        side.seq = seqOf(text)
        if (receipts) socket.send(`{"type":"delivered","uid":"${uid}","seq":${side.seq}}`)
      } else if (text.startsWith('{"type":"nack"')) refused++
    },
    result: (): Omit<RunResult, 'closed'> => ({
      sent: total,
      ack: ack.filter(ms => !Number.isNaN(ms)),
      delivery: delivery.filter(ms => !Number.isNaN(ms)),
      notAcked: total - acked - refused,
      lost: total - delivered - refused,
      doubled,
      refused,
      lateP99: percentile(late, 0.99)
    })
  }
}

function seqOf(text: string): number {
  return Number.parseInt(text.slice(text.indexOf(SEQ) + SEQ.length), 10)
}

function wait(ms: number) {
  return new Promise(resolve => setTimeout(resolve, ms))
}
