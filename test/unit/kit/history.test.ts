import { expect, test } from 'vitest'
import { checkHistory, summarise, type Event, type Final, type Row, type Settled } from '#test/kit/history'

/** Distributes over the union, which a plain Omit would flatten. */
type Note = Event extends infer E ? (E extends Event ? Omit<E, 't' | 'client'> : never) : never

function createRun() {
  const events: Event[] = []
  const rows: Row[] = []
  let t = 0

  const note = (client: string, event: Note) => events.push({ t: ++t, client, ...event } as Event)
  const run = {
    events,
    rows,
    final: new Map([['u1', rows]]) as Final,
    invoke: (client: string, clientId: string, text = `text of ${clientId}`) =>
      note(client, { type: 'invoke', uid: 'u1', sender: client, clientId, text }),
    ok: (client: string, clientId: string, seq: number) =>
      note(client, { type: 'ok', uid: 'u1', clientId, id: `m${seq}`, seq }),
    fail: (client: string, clientId: string) =>
      note(client, { type: 'fail', uid: 'u1', clientId, code: 'too-large' }),
    store: (sender: string, clientId: string | null, seq = rows.length + 1) =>
      rows.push({ seq, id: `m${seq}`, sender, clientId, text: `text of ${clientId}` }),
    deliver: (session: string, seq: number, change: Partial<Row> = {}) => {
      const row = rows.find(row => row.seq === seq)
      const { id = '', clientId = null, text = null } = { ...row, ...change }
      note(session, { type: 'deliver', session, uid: 'u1', seq, id, clientId, text })
    },
    reset: (session: string) => note(session, { type: 'reset', session, uid: 'u1' }),
    receipt: (session: string, delivered: number, read: number) =>
      note(session, { type: 'receipt', session, uid: 'u1', role: 'agent', delivered, read }),
    /** Sent, stored, acked. */
    send: (client: string, clientId: string) => {
      run.invoke(client, clientId)
      run.store(client, clientId)
      run.ok(client, clientId, rows.length)
    },
    check: (settled: Settled[] = []) => checkHistory(events, run.final, { settled }),
    rules: (settled: Settled[] = []) => run.check(settled).map(violation => violation.rule)
  }
  return run
}

/** Three messages of a visitor and an agent, seen by both. */
function createGoodRun() {
  const run = createRun()
  run.send('visitor', 'a')
  run.send('agent', 'b')
  run.send('visitor', 'c')
  for (const session of ['visitor', 'agent']) for (const seq of [1, 2, 3]) run.deliver(session, seq)
  return run
}

const EVERYBODY = ['visitor', 'agent'].map(session => ({ session, uid: 'u1' }))

test('a correct run passes', () => {
  const run = createGoodRun()
  run.receipt('visitor', 1, 1)
  run.receipt('visitor', 3, 2)
  run.receipt('visitor', 3, 2)

  expect(run.check(EVERYBODY)).toEqual([])
})

test('passes retries, unknown outcomes, the server’s own entries, erased texts and late joiners', () => {
  const run = createRun()
  run.store('system', null)
  run.invoke('visitor', 'a')
  run.invoke('visitor', 'a')
  run.store('visitor', 'a')
  run.ok('visitor', 'a', 2)
  run.ok('visitor', 'a', 2)
  run.invoke('visitor', 'never-arrived')
  run.invoke('visitor', 'arrived-without-ack')
  run.store('visitor', 'arrived-without-ack')
  run.invoke('visitor', 'refused')
  run.fail('visitor', 'refused')
  run.store('system', null)
  run.deliver('visitor', 3, { text: 'before it was erased' })
  run.rows[2]!.text = null
  run.deliver('visitor', 4)

  expect(run.check()).toEqual([])
})

test('passes what was refused, then sent again after others', () => {
  const run = createRun()
  run.invoke('visitor', 'a')
  run.fail('visitor', 'a')
  run.send('visitor', 'b')
  run.send('visitor', 'a')

  expect(run.check()).toEqual([])
})

test('takes two senders with the same clientId for two messages', () => {
  const run = createRun()
  run.invoke('visitor', 'same')
  run.invoke('agent', 'same')
  run.store('agent', 'same')
  run.store('visitor', 'same')
  run.ok('visitor', 'same', 2)
  run.ok('agent', 'same', 1)

  expect(run.check()).toEqual([])
})

test('begins anew after a reset', () => {
  const run = createGoodRun()
  run.receipt('visitor', 3, 3)
  run.reset('visitor')
  run.receipt('visitor', 1, 0)
  for (const seq of [2, 3]) run.deliver('visitor', seq)

  expect(run.check(EVERYBODY)).toEqual([])
})

test('lost: acked and not stored', () => {
  const run = createGoodRun()
  run.invoke('visitor', 'd')
  run.ok('visitor', 'd', 4)

  expect(run.rules()).toEqual(['lost'])
})

test('lost: stored under another seq and id than was acked', () => {
  const run = createGoodRun()
  run.invoke('visitor', 'd')
  run.ok('visitor', 'd', 7)
  run.store('visitor', 'd')

  expect(run.rules()).toEqual(['lost'])
})

test('lost: a settled session never applied the end', () => {
  const run = createGoodRun()
  run.send('visitor', 'd')
  run.deliver('visitor', 4)

  expect(run.check(EVERYBODY)).toEqual([
    { rule: 'lost', detail: 'agent is settled at u1 seq 3, stored is up to 4' }
  ])
})

test('phantom: stored and never sent', () => {
  const run = createGoodRun()
  run.store('visitor', 'ghost')

  expect(run.rules()).toEqual(['phantom'])
})

test('phantom: stored after its sender was told that it failed', () => {
  const run = createGoodRun()
  run.invoke('visitor', 'd')
  run.fail('visitor', 'd')
  run.store('visitor', 'd')

  expect(run.rules()).toEqual(['phantom'])
})

test('phantom: acked and never sent', () => {
  const run = createGoodRun()
  run.ok('visitor', 'ghost', 4)

  expect(run.rules()).toEqual(['phantom'])
})

test('phantom: seen and never sent', () => {
  const run = createGoodRun()
  run.deliver('visitor', 4, { clientId: 'ghost' })

  expect(run.rules()).toEqual(['phantom'])
})

test('double: stored twice', () => {
  const run = createGoodRun()
  run.store('visitor', 'c')

  expect(run.rules()).toEqual(['double'])
})

test('double: two answers for one message', () => {
  const run = createGoodRun()
  run.ok('visitor', 'c', 4)

  expect(run.rules()).toEqual(['double'])
})

test('double: one seq given to two entries', () => {
  const run = createGoodRun()
  run.store('system', null, 3)
  run.rows[3]!.id = 'another'
  run.rows.splice(2, 2, run.rows[3]!, run.rows[2]!)

  expect(run.rules()).toEqual(['double'])
})

test('double: applied twice', () => {
  const run = createGoodRun()
  run.deliver('visitor', 3)

  expect(run.rules()).toEqual(['double'])
})

test('gap: the store leaves a seq out', () => {
  const run = createGoodRun()
  run.store('system', null, 5)

  expect(run.rules()).toEqual(['gap'])
})

test('gap: a session skips an entry', () => {
  const run = createGoodRun()
  run.send('visitor', 'd')
  run.send('visitor', 'e')
  run.deliver('visitor', 5)

  expect(run.check(EVERYBODY.slice(0, 1))).toEqual([
    { rule: 'gap', detail: 'visitor applied u1 seq 5 after 3' }
  ])
})

test('reorder: a session applies an older entry after a newer one', () => {
  const run = createGoodRun()
  run.reset('visitor')
  for (const seq of [2, 1]) run.deliver('visitor', seq)

  expect(run.rules()).toEqual(['reorder'])
})

test('fifo: stored in another order than one client sent', () => {
  const run = createRun()
  run.invoke('visitor', 'a')
  run.invoke('visitor', 'b')
  run.store('visitor', 'b')
  run.store('visitor', 'a')
  run.ok('visitor', 'a', 2)
  run.ok('visitor', 'b', 1)

  expect(run.rules()).toEqual(['fifo'])
})

test('fifo: sees it although the clock is coarse', () => {
  const run = createRun()
  run.invoke('visitor', 'a')
  run.invoke('visitor', 'b')
  run.store('visitor', 'b')
  run.store('visitor', 'a')
  for (const event of run.events) event.t = 1

  expect(run.rules()).toEqual(['fifo'])
})

test('realtime: sent after another was acked, and stored before it', () => {
  const run = createRun()
  run.invoke('visitor', 'a')
  run.ok('visitor', 'a', 2)
  run.invoke('agent', 'b')
  run.ok('agent', 'b', 1)
  run.store('agent', 'b')
  run.store('visitor', 'a')

  expect(run.rules()).toEqual(['realtime'])
})

test('realtime: sees it over entries in between', () => {
  const run = createRun()
  run.invoke('slow', 'x')
  run.invoke('visitor', 'a')
  run.ok('visitor', 'a', 3)
  run.invoke('agent', 'b')
  run.store('agent', 'b')
  run.store('slow', 'x')
  run.store('visitor', 'a')

  expect(run.rules()).toEqual(['realtime'])
})

test('receipt: delivered or read goes back', () => {
  const run = createGoodRun()
  run.receipt('visitor', 3, 2)
  run.receipt('visitor', 2, 2)
  run.receipt('visitor', 2, 1)

  expect(run.rules()).toEqual(['receipt', 'receipt'])
})

test.each<[string, Partial<Row>]>([
  ['id', { id: 'another' }],
  ['text', { text: 'another' }],
  ['clientId', { clientId: 'a' }]
])('diverged: a session saw another %s than is stored', (_, change) => {
  const run = createGoodRun()
  run.send('visitor', 'd')
  run.deliver('visitor', 4, change)

  expect(run.rules()).toEqual(['diverged'])
})

test('diverged: a session saw what is not stored', () => {
  const run = createGoodRun()
  run.invoke('visitor', 'd')
  run.deliver('visitor', 4, { clientId: 'd' })

  expect(run.rules()).toEqual(['diverged'])
})

test('diverged: stored with another text than was sent', () => {
  const run = createGoodRun()
  run.invoke('visitor', 'd', 'what I wrote')
  run.store('visitor', 'd')

  expect(run.rules()).toEqual(['diverged'])
})

test('keeps timelines apart', () => {
  const run = createGoodRun()
  const other = createGoodRun()
  const events = [...run.events, ...other.events.map(event => ({ ...event, uid: 'u2' }))]
  const final = new Map([
    ['u1', run.rows],
    ['u2', other.rows]
  ])

  expect(checkHistory(events, final)).toEqual([])
  expect(checkHistory(events, run.final).map(violation => violation.rule)).toContain('lost')
})

test('sums up', () => {
  const run = createGoodRun()
  run.invoke('visitor', 'unknown')
  run.invoke('visitor', 'lost')
  run.ok('visitor', 'lost', 9)
  run.deliver('agent', 3)

  expect(summarise(run.events, run.check())).toEqual({
    acked: 4,
    delivered: 7,
    unknown: 1,
    lost: 1,
    doubled: 1,
    gaps: 0,
    reordered: 0,
    other: 0
  })
})

test('checks 100,000 acked messages in a time that grows with their number, not with its square', () => {
  const check = (timelines: number) => {
    const { events, final } = createLongRun({ timelines, messages: 500 })
    const start = performance.now()
    const violations = checkHistory(events, final)
    const summary = summarise(events, violations)
    const took = performance.now() - start
    expect(violations).toEqual([])
    expect(summary).toMatchObject({ acked: timelines * 500, delivered: timelines * 1_000 })
    return took
  }

  check(20)
  const tenth = check(20)
  expect(check(200) / tenth).toBeLessThan(60)
})

function createLongRun({ timelines, messages }: { timelines: number; messages: number }) {
  const events: Event[] = []
  const final = new Map<string, Row[]>()
  let t = 0
  for (let n = 0; n < timelines; n++) {
    const uid = `u${n}`
    const rows: Row[] = []
    final.set(uid, rows)
    for (let seq = 1; seq <= messages; seq++) {
      const row = { seq, id: `m${n}-${seq}`, sender: uid, clientId: `c${n}-${seq}`, text: `text ${seq}` }
      const { id, clientId, text } = row
      rows.push(row)
      events.push({ t: ++t, client: uid, type: 'invoke', uid, sender: uid, clientId, text })
      events.push({ t: ++t, client: uid, type: 'ok', uid, clientId, id, seq })
      for (const session of [uid, 'agent']) {
        events.push({ t: ++t, client: session, type: 'deliver', session, uid, seq, id, clientId, text })
      }
    }
  }
  return { events, final }
}
