import { expect, test } from 'vitest'
import { createAgentSession, createMemory, type Transport } from '#client/index'
import { encode } from '#protocol/codec'
import type { Summary } from '#protocol/desk'
import type { ServerFrame } from '#protocol/server-frame'
import { createFakeClock } from '#test/kit/clock'

const summary: Summary = {
  cid: 'c',
  uid: 'u',
  status: 'queued',
  agentId: null,
  startedAt: 1,
  endedAt: null,
  name: '',
  online: true,
  headSeq: 1,
  unread: 0,
  last: null
}

async function connected() {
  let hear: (frame: ServerFrame) => void = () => {}
  const transport: Transport = on => {
    hear = frame => on.message(encode(frame))
    queueMicrotask(() => on.open())
    return { send: () => {}, close: () => {} }
  }
  const clock = createFakeClock()
  const session = createAgentSession({
    agentId: 'ann',
    storage: createMemory(),
    clock,
    transports: [transport]
  })
  session.start()
  await clock.advance(0)
  hear({ type: 'welcome', protocol: 1, role: 'agent', id: 'ann', at: 0, agentsOnline: true })
  hear({ type: 'desk', from: 1, to: 1, lastId: 'x', reset: true, conversations: [summary] })
  return { session, hear: (frame: ServerFrame) => hear(frame) }
}

test('what a page tells of its visitor is in the inbox at once, with the way to reach them', async () => {
  const { session, hear } = await connected()
  const profile = { name: 'Ding', claims: { tel: '13800138000', email: 'ding@example.com' } }
  hear({ type: 'profile', uid: 'u', profile, verified: false, firstSeenAt: 0 })
  expect(session.inbox()).toMatchObject([{ name: 'Ding', phone: '13800138000', email: 'ding@example.com' }])
  hear({ type: 'profile', uid: 'u', profile: {}, verified: false, firstSeenAt: 0 })
  expect(session.inbox()).toMatchObject([{ name: 'Ding', phone: '13800138000', email: 'ding@example.com' }])
  session.destroy()
})

test('[DK7] of what has ended meanwhile the newest is kept; of the others nothing stays in the memory', async () => {
  const { session, hear } = await connected()
  const gone: string[] = []
  session.on('inbox', ({ dropped }) => gone.push(...dropped.map(({ cid }) => cid)))
  for (let n = 1; n <= 400; n++) {
    const uid = `v${n}`
    hear({ type: 'profile', uid, profile: { name: uid }, verified: false, firstSeenAt: 0 })
    const ended: Summary = { ...summary, cid: `c${n}`, uid, status: 'ended', endedAt: n }
    hear({ type: 'desk', from: n + 1, to: n + 1, lastId: `x${n}`, reset: false, conversations: [ended] })
    expect(session.inbox().length).toBeLessThanOrEqual(151)
  }
  const left = session.inbox().map(({ cid }) => cid)
  // Open ones stay, however old they are
  expect(left).toContain('c')
  expect(left.slice(-100)).toEqual(Array.from({ length: 100 }, (_, i) => `c${301 + i}`))
  expect(new Set(gone).size).toBe(gone.length)
  expect(gone.length + left.length).toBe(401)
  for (const cid of gone) expect(session.visitor(cid.replace('c', 'v'))).toBeUndefined()
  expect(session.visitor('v400')).toMatchObject({ profile: { name: 'v400' } })
  session.destroy()
})
