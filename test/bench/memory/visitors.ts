import WebSocket from 'ws'
import { LIMITS } from '#protocol/limits'
import { PROTOCOL_VERSION } from '#protocol/version'
import { answerWith } from '../worker.ts'

// Visitors who have opened the chat and do nothing, in a process of their own.

export type Gather = { do: 'gather'; url: string; sysnum: string; count: number }
export type Request = Gather | { do: 'state' } | { do: 'leave' }

/** So many sessions one address may have made at once; beyond it comes the next address. */
const PER_ADDRESS = 1_000
const AT_A_TIME = 50

const sockets = new Set<WebSocket>()

answerWith<Request>(async request => {
  if (request.do === 'gather') await gather(request)
  if (request.do === 'leave') for (const socket of sockets) socket.close()
  return sockets.size
})

async function gather({ url, sysnum, count }: Gather) {
  let next = 0
  async function bringIn() {
    while (next < count) {
      const i = next++
      const visitor = await newVisitor({ url, sysnum }, `10.0.0.${1 + Math.floor(i / PER_ADDRESS)}`)
      // As the client does: a connection that is lost is tried again
      await join(url, visitor).catch(() => join(url, visitor))
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, bringIn))
}

async function newVisitor({ url, sysnum }: Pick<Gather, 'url' | 'sysnum'>, address: string) {
  const response = await fetch(`${url}/api/visitor/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ sysnum })
  })
  if (!response.ok) throw new Error(`session: ${response.status} ${await response.text()}`)
  return (await response.json()) as { uid: string; token: string }
}

function join(url: string, { uid, token }: { uid: string; token: string }): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`, { perMessageDeflate: false })
  const hello = { type: 'hello', protocol: PROTOCOL_VERSION, token, follow: [{ uid, at: null }] }
  return new Promise((resolve, reject) => {
    socket.on('open', () => socket.send(JSON.stringify(hello)))
    socket.on('error', reject)
    socket.on('close', () => {
      sockets.delete(socket)
      reject(new Error('closed'))
    })
    socket.on('message', data => {
      if (!String(data).startsWith('{"type":"entries"')) return
      sockets.add(socket)
      keepAlive(socket)
      resolve()
    })
  })
}

/** As the widget does, each at a time of its own. */
function keepAlive(socket: WebSocket) {
  setTimeout(() => {
    const timer = setInterval(() => socket.send('{"type":"ping"}'), LIMITS.pingAfterMs)
    socket.on('close', () => clearInterval(timer))
  }, Math.random() * LIMITS.pingAfterMs)
}
