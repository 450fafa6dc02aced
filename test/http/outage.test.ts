import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClientFrame } from '#protocol/client-frame'
import { CLOSE } from '#protocol/errors'
import type { ServerFrame } from '#protocol/server-frame'
import { readConfig } from '#server/config'
import type { Intent } from '#server/desk/rules'
import { createSecret } from '#server/secrets'
import { serve, type Running } from '#server/serve'
import { createSession } from '#server/socket/session'
import { companyBySysnum } from '#server/store/companies'
import { entriesAfter } from '#server/store/entries'
import { createTimeline } from '#server/store/timelines'
import { COMMANDS, runCommand } from '#server/admin/commands'
import { contextOf } from '#server/admin/local'
import { createFakeClock } from '#test/kit/clock'
import { startPostgres, type Postgres } from '#test/kit/postgres'
import { openRawPeer, type RawPeer } from '#test/kit/raw-peer'
import { createServerProcess, type ServerProcess } from '#test/kit/server-process'
import { createWorld } from '#test/kit/world'

/** A server whose store can be taken away from it and given back. */
type Place = {
  url: string
  sysnum: string
  dataDir: string
  /** What is stored can still be read. */
  reads: boolean
  take(): Promise<unknown> | void
  giveBack(): Promise<unknown> | void
  dispose(): Promise<void>
}

const SYSNUM = '0'.repeat(31) + '1'
const folders: string[] = []
const makeFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-outage-'))
  folders.push(folder)
  return folder
}
afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })))

const filesIn = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter(one => one.isFile())
    : []

async function serveHere(databaseUrl?: string): Promise<Running> {
  const running = await serve({
    ...readConfig({ DATA_DIR: makeFolder(), LOG_LEVEL: 'silent' }),
    port: 0,
    databaseUrl
  })
  await runCommand(contextOf(running.services), 'create-company' satisfies keyof typeof COMMANDS, {
    sysnum: SYSNUM,
    name: 'Demo'
  })
  return running
}

/** SQLite may not grow: what a full disk means to it, on any machine. */
async function fullDatabase(): Promise<Place> {
  const running = await serveHere()
  const { write } = running.services.database
  const limit = (pages: number) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(write)
  return {
    url: running.url,
    sysnum: SYSNUM,
    dataDir: running.services.config.dataDir,
    reads: true,
    async take() {
      // Free pages inside the file would be used up first
      await sql`vacuum`.execute(write)
      // Below what it has already: SQLite takes what it has
      await limit(1)
    },
    giveBack: () => limit(1_000_000),
    dispose: running.stop
  }
}

/** A process that the system lets write no byte into any file. */
async function noDisk(): Promise<Place> {
  const server: ServerProcess = await createServerProcess({ env: { LOG_LEVEL: 'silent' } })
  await server.start()
  const limit = (bytes: string) => {
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(server.pid()), `--fsize=${bytes}:`])
    if (status !== 0) throw new Error(`prlimit: ${String(stderr)}`)
  }
  return {
    url: server.url,
    sysnum: server.demo.sysnum,
    dataDir: server.dataDir,
    reads: true,
    take: () => limit('1'),
    giveBack: () => limit('unlimited'),
    dispose: server.dispose
  }
}

async function stoppedPostgres(): Promise<Place> {
  const postgres: Postgres = await startPostgres()
  const running = await serveHere(await postgres.createDatabase('outage'))
  return {
    url: running.url,
    sysnum: SYSNUM,
    dataDir: running.services.config.dataDir,
    reads: false,
    take: postgres.down,
    giveBack: postgres.up,
    async dispose() {
      await running.stop()
      await postgres.stop()
    }
  }
}

const PLACES: { name: string; open(): Promise<Place> }[] = [
  { name: 'SQLite that may not grow', open: fullDatabase },
  { name: 'a disk that takes no byte', open: noDisk },
  { name: 'PostgreSQL that is stopped', open: stoppedPostgres }
]

for (const { name, open } of PLACES) {
  describe(name, () => {
    let place: Place
    let visitor: { uid: string; token: string }
    let peer: RawPeer
    beforeAll(async () => {
      place = await open()
      visitor = (await (await newVisitor()).json()) as typeof visitor
      peer = await connect()
      await peer.next('welcome')
      peer.say(text('before'))
      await peer.next('ack')
    })
    afterAll(() => place.dispose())

    const newVisitor = () =>
      fetch(`${place.url}/api/visitor/session`, {
        method: 'POST',
        body: JSON.stringify({ sysnum: place.sysnum })
      })
    const ask = async (path: string) => {
      const answer = await fetch(`${place.url}${path}`)
      return { status: answer.status, ...((await answer.json()) as { code?: string; message?: string }) }
    }
    async function connect() {
      const opened = await openRawPeer(`${place.url}/socket`)
      opened.say({
        type: 'hello',
        protocol: 1,
        token: visitor.token,
        follow: [{ uid: visitor.uid, at: null }]
      })
      return opened
    }
    /** A database that may not grow still has room for a few rows. */
    async function untilRefused(request: () => Promise<Response>) {
      let kept = 0
      let answer = await request()
      for (; answer.ok; answer = await request()) kept += 1
      return { kept, status: answer.status, ...((await answer.json()) as object) }
    }
    // Long: a short one might fit into a page that is there already
    const text = (clientId: string, first = false): ClientFrame => ({
      type: 'send',
      uid: visitor.uid,
      clientId,
      content: { kind: 'text', text: clientId.padEnd(8_000, '.') },
      first
    })

    test('a send is refused as unavailable, to be tried again; the process lives and says that it is not ready', async () => {
      expect((await ask('/readyz')).status).toBe(200)
      await place.take()
      for (const first of [false, true]) {
        peer.say(text('kept', first))
        expect(await peer.next('nack')).toMatchObject({ clientId: 'kept', code: 'unavailable', retry: true })
      }
      peer.say(text('later'))
      expect(await peer.next('nack')).toMatchObject({ clientId: 'later', retry: true })
      await expect
        .poll(() => ask('/readyz'), { timeout: 5_000 })
        .toMatchObject({ status: 503, code: 'unavailable' })
      expect((await ask('/healthz')).status).toBe(200)
      expect(await untilRefused(newVisitor)).toMatchObject({ status: 503, code: 'unavailable' })
      peer.say({ type: 'ping' })
      await peer.next('pong')
    })

    test('[HS6] who says hello while nothing can be read is sent away to come again, not left without a timeline', async () => {
      const late = await connect()
      if (place.reads) expect((await late.next('entries')).headSeq).toBe(2)
      else expect(await late.closed).toBe(CLOSE.cut)
      late.close()
    })

    test('[19] an upload is refused as unavailable, and leaves nothing behind', async () => {
      const upload = () =>
        fetch(`${place.url}/api/upload?uid=${visitor.uid}&name=${'long'.repeat(25)}.txt`, {
          method: 'POST',
          body: 'words',
          headers: { authorization: `Bearer ${visitor.token}` }
        })
      const { kept, ...refusal } = await untilRefused(upload)
      expect(refusal).toMatchObject({ status: 503, code: 'unavailable' })
      expect(filesIn(join(place.dataDir, 'files'))).toHaveLength(kept)
    })

    test('when it is back it is ready, and the same messages are stored once and in order', async () => {
      await place.giveBack()
      await expect.poll(async () => (await ask('/readyz')).status, { timeout: 10_000 }).toBe(200)
      peer.say(text('kept', true), text('later'), text('kept'))
      const acks = [await peer.next('ack'), await peer.next('ack'), await peer.next('ack')]
      expect(acks.map(ack => [ack.clientId, ack.entry.seq])).toEqual([
        ['kept', 3],
        ['later', 4],
        ['kept', 3]
      ])
      const later = await connect()
      const { entries } = await later.next('entries')
      expect(entries.map(({ seq, clientId }) => [seq, clientId])).toEqual([
        [1, undefined],
        [2, 'before'],
        [3, 'kept'],
        [4, 'later']
      ])
      later.close()
    })
  })
}

test('PostgreSQL that goes away in the middle of transactions takes nobody along, and nothing acked is lost', async () => {
  const postgres = await startPostgres()
  const running = await serveHere(await postgres.createDatabase('traffic'))
  const { database, writer, clock, receipts } = running.services
  const company = (await companyBySysnum(database, SYSNUM))!
  const uids = await Promise.all(
    Array.from({ length: 8 }, () =>
      createTimeline(database, { companyId: company.id, secret: createSecret() }, clock.now())
    )
  )
  const acked = new Map(uids.map(uid => [uid, [] as string[]]))
  const codes = new Set<string>()
  const traffic = { isOver: false }

  async function talk(uid: string) {
    for (let i = 0; !traffic.isOver; i++) {
      const clientId = `m${i}`
      const intent: Intent = {
        kind: 'send',
        by: { role: 'visitor', id: uid },
        clientId,
        content: { kind: 'text', text: clientId }
      }
      for (let isAcked = false; !isAcked && !traffic.isOver;) {
        const outcome = await writer.submit({ companyId: company.id, uid, intent })
        if (outcome.ok) acked.get(uid)!.push(clientId)
        else codes.add(outcome.code)
        isAcked = outcome.ok
        receipts.advance(uid, 'agent', { read: i })
      }
    }
  }

  const talks = uids.map(talk)
  for (const end of ['down', 'crash', 'down', 'crash'] as const) {
    const count = () => [...acked.values()].flat().length
    const before = count()
    await expect.poll(count, { timeout: 10_000 }).toBeGreaterThan(before + 100)
    await postgres[end]()
    if (end === 'down') await postgres.up()
  }
  traffic.isOver = true
  await Promise.all(talks)
  expect([...codes]).toEqual(['unavailable'])
  for (const uid of uids) {
    const entries = await entriesAfter(database.read, uid, 0, 100_000)
    expect(entries.map(entry => entry.seq)).toEqual(entries.map((_, i) => i + 1))
    const stored = entries.flatMap(entry => entry.clientId ?? [])
    expect(stored.slice(0, acked.get(uid)!.length)).toEqual(acked.get(uid))
    expect(new Set(stored).size).toBe(stored.length)
  }
  await running.stop()
  await postgres.stop()
}, 60_000)

test('[DK1] what was stored right before the database went away reaches the agents when it is back', async () => {
  const postgres = await startPostgres()
  const clock = createFakeClock(1_700_000_000_000)
  const world = await createWorld({ clock, databaseUrl: await postgres.createDatabase('desk') })
  const heard: ServerFrame[] = []
  const agent = await world.signIn(await world.makeAgent('ann'))
  const session = createSession(
    world.services,
    { send: text => heard.push(JSON.parse(text) as ServerFrame), close: () => {} },
    agent
  )
  const told = () =>
    heard.flatMap(frame => (frame.type === 'desk' ? frame.conversations.map(one => one.uid) : []))
  session.receive(JSON.stringify({ type: 'hello', protocol: 1, token: '', desk: null }))
  await expect.poll(() => heard.some(frame => frame.type === 'desk')).toBe(true)
  const uid = await world.makeVisitor()
  const outcome = await world.services.writer.submit({
    companyId: world.company.id,
    uid,
    intent: {
      kind: 'send',
      by: { role: 'visitor', id: uid },
      clientId: 'one',
      content: { kind: 'text', text: 'hello' }
    }
  })
  expect(outcome.ok).toBe(true)
  await postgres.down()
  for (let i = 0; i < 20; i++) await clock.advance(100)
  expect(told()).toEqual([])
  await postgres.up()
  await expect
    .poll(
      async () => {
        await clock.advance(1_000)
        return told()
      },
      { timeout: 10_000 }
    )
    .toEqual([uid])
  session.ended()
  await world.close()
  await postgres.stop()
})
