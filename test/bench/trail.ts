import { Agent, request } from 'undici'
import { databasePath } from '#server/data-dir'
import { companyBySysnum } from '#server/store/companies'
import { openDatabase } from '#server/store/db'
import { createTrackerApp } from '#server/store/tracker-apps'
import { createServerProcess, type ServerProcess } from '#test/kit/server-process'
import type { Figure, Result } from './report.ts'
import { tail } from './stats.ts'

const EVENTS = 40_000
const CONNECTIONS = 64
const DEVICES = 2_000
const APPKEY = 'a'.repeat(32)

/** Events of mini programs into one process: each is counted once its answer is there, and looked for after the process was killed. */
export async function trail(log: (line: string) => void): Promise<Result> {
  const figures: Figure[] = []
  for (const perRequest of [10, 1]) {
    const events = perRequest === 1 ? EVENTS / 4 : EVENTS
    const { ms, answers } = await load(perRequest, events)
    log(`${perRequest} in a request: ${Math.round((events / ms) * 1_000)} events a second`)
    const { p50, p99, max } = tail(answers)
    figures.push(
      {
        name: `2,000 events, ${perRequest} in a request`,
        value: (ms / events) * 2_000,
        unit: 'ms',
        // What the server has to take; programs send what has gathered, and one alone only when little happens
        ...(perRequest === 1 ? {} : { atMost: 1_000 })
      },
      { name: `an answer, ${perRequest} in a request: p50`, value: p50, unit: 'ms' },
      { name: `an answer, ${perRequest} in a request: p99`, value: p99, unit: 'ms' },
      { name: `an answer, ${perRequest} in a request: max`, value: max, unit: 'ms' }
    )
  }
  return {
    figures,
    notes: [
      `${EVENTS} events (a quarter of them where each comes alone) of ${DEVICES} devices over ${CONNECTIONS} connections, each as soon as the last is answered;`,
      'with three properties, in base64, on SQLite with synchronous=FULL. Whoever sends has the same processors.'
    ]
  }
}

async function load(perRequest: number, events: number): Promise<{ ms: number; answers: number[] }> {
  const server = await createServerProcess({ env: { TRUST_PROXY: '1' } })
  try {
    await bind(server)
    await server.start()
    const answers: number[] = []
    const agent = new Agent({ connections: CONNECTIONS })
    let next = 0
    const startedAt = performance.now()
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        while (next < events) {
          const from = next
          next += perRequest
          const before = performance.now()
          await tell(server, agent, { from, perRequest })
          answers.push(performance.now() - before)
        }
      })
    )
    const ms = performance.now() - startedAt
    await agent.close()
    await server.kill('SIGKILL')
    const stored = await count(server)
    if (stored !== events) throw new Error(`${stored} of ${events} are stored`)
    return { ms, answers }
  } finally {
    await server.dispose()
  }
}

async function tell(
  { url }: ServerProcess,
  dispatcher: Agent,
  { from, perRequest }: { from: number; perRequest: number }
) {
  const device = from % DEVICES
  const events = Array.from({ length: perRequest }, (_, n) => ({
    id: `e${from + n}`,
    name: 'pageShow',
    at: Date.now(),
    properties: { path: 'pages/product/index', referrer: 'pages/home/index', scene: 1001 },
    ids: { qid: `q.${device}`, openid: `o-${device}` }
  }))
  const report = Buffer.from(JSON.stringify({ appid: 'wx-bench', events })).toString('base64url')
  const { headers, body } = await request(`${url}/qidian/v1/events`, {
    dispatcher,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': `10.${device >> 8}.${device & 255}.7`
    },
    body: JSON.stringify({ k: APPKEY, e: 'default', d: report })
  })
  const text = await body.text()
  if (headers['err_code'] !== '0') throw new Error(text)
}

async function bind({ dataDir, demo }: ServerProcess) {
  const database = await openDatabase(databasePath(dataDir))
  const company = await companyBySysnum(database, demo.sysnum)
  await createTrackerApp(
    database,
    {
      companyId: company!.id,
      appId: 'wx-bench',
      name: 'Bench',
      companyToken: 'x',
      appkey: APPKEY,
      sealedSecret: null,
      products: true,
      orders: true,
      events: true
    },
    Date.now()
  )
  await database.close()
}

async function count({ dataDir }: ServerProcess): Promise<number> {
  const database = await openDatabase(databasePath(dataDir))
  const { n } = await database.read
    .selectFrom('trail_event')
    .select(eb => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  await database.close()
  return n
}
