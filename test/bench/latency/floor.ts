import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { answerWith } from '../worker.ts'

// The least that a server in Node.js can do: the same frames over `ws`, no checks, no storage. Pairs meet by their path.

const pairs = new Map<string, Set<WebSocket>>()
const seqs = new Map<string, number>()

answerWith<{ do: 'listen' }>(async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  await new Promise(resolve => server.once('listening', resolve))
  server.on('connection', (socket, request) => join(socket, request.url!.slice(1)))
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
})

function join(socket: WebSocket, uid: string) {
  const pair = pairs.get(uid) ?? new Set()
  pairs.set(uid, pair.add(socket))
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as { type: string; clientId: string; content: object }
    if (frame.type === 'send') relay(uid, socket, frame)
  })
}

function relay(uid: string, from: WebSocket, { clientId, content }: { clientId: string; content: object }) {
  const seq = (seqs.get(uid) ?? 0) + 1
  seqs.set(uid, seq)
  const by = { role: 'visitor', id: uid }
  const entry = { seq, id: `${uid}${seq}`, at: Date.now(), cid: uid, by, clientId, content }
  const text = JSON.stringify({ type: 'entry', uid, entry })
  for (const socket of pairs.get(uid)!) {
    socket.send(socket === from ? JSON.stringify({ type: 'ack', uid, clientId, entry }) : text)
  }
}
