import { createServerProcess, type ServerProcess } from '#test/kit/server-process'
import { createPairs } from './latency/company.ts'
import type { Connect, Run, RunResult } from './latency/load.ts'
import type { Result } from './report.ts'
import { FROM, MESSAGES, writeHistory } from './reporting/history.ts'
import { median, tail, type Tail } from './stats.ts'
import { startWorker, type Worker } from './worker.ts'

const PAIRS = 50
const RATE = 500
const RUN_MS = 8_000
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const TIMES_AS_LONG = 1.5
const DAY_MS = 86_400_000
const date = (at: number) => new Date(at).toISOString().slice(0, 10)
const WHOLE = `from=${date(FROM)}&to=${date(FROM + 91 * DAY_MS)}&timeZone=Asia%2FShanghai`

/** Acks at 500/s while reports over a million messages are made, one after the other, beside the same without reports. */
export async function reporting(log: (line: string) => void): Promise<Result> {
  const server = await createServerProcess()
  const load = startWorker(new URL('./latency/load.ts', import.meta.url))
  try {
    writeHistory(server.dataDir, server.demo.sysnum)
    await server.start()
    const pairs = await createPairs(server, PAIRS)
    await load.ask({ do: 'connect', target: 'ours', pairs } satisfies Connect)
    await sendFor(load)
    const cookie = await administrator(server)
    const quiet: Tail[] = []
    const busy: Tail[] = []
    const reports: number[] = []
    for (let round = 1; round <= ROUNDS; round++) {
      quiet.push(await sendFor(load))
      const reading = readReports(server, cookie)
      busy.push(await sendFor(load))
      reports.push(...(await reading.stop()))
      log(
        `round ${round}: ack p99 ${quiet.at(-1)!.p99.toFixed(1)} ms alone, ${busy.at(-1)!.p99.toFixed(1)} ms beside ${reports.length} reports so far`
      )
    }
    const p99 = (tails: Tail[]) => median(tails.map(one => one.p99))
    return {
      figures: [
        {
          name: 'ack p99 beside reports, times as long as alone',
          value: p99(busy) / p99(quiet),
          unit: '',
          atMost: TIMES_AS_LONG
        },
        { name: 'ack p99 alone', value: p99(quiet), unit: 'ms' },
        { name: 'ack p99 beside reports', value: p99(busy), unit: 'ms' },
        { name: 'a report over all messages', value: median(reports), unit: 'ms' },
        { name: 'messages in the report', value: MESSAGES, unit: '' }
      ],
      notes: [
        `${RATE} messages a second for ${RUN_MS / 1_000} s, in turns without and with reports of three months by day, one after the other;`,
        `${ROUNDS} rounds, medians of their p99.`
      ],
      details: { quiet, busy, reports }
    }
  } finally {
    await load.end()
    await server.dispose()
  }
}

async function sendFor(load: Worker): Promise<Tail> {
  const request: Run = {
    do: 'run',
    target: 'ours',
    rate: RATE,
    ms: RUN_MS,
    receipts: false,
    readEveryMs: 1_000
  }
  const { ack, closed, notAcked } = await load.ask<RunResult>(request)
  if (closed > 0 || notAcked > 0) throw new Error(`${closed} connections closed, ${notAcked} not acked`)
  return tail(ack)
}

function readReports({ url }: ServerProcess, cookie: string) {
  const end = new AbortController()
  const times: number[] = []
  const done = (async () => {
    while (!end.signal.aborted) {
      const from = performance.now()
      const answer = await fetch(`${url}/api/v1/report?by=day&${WHOLE}`, { headers: { cookie } })
      const { all } = (await answer.json()) as { all: { messages: number } }
      if (all.messages !== MESSAGES) throw new Error(`the report counts ${all.messages} messages`)
      times.push(performance.now() - from)
    }
  })()
  return {
    async stop() {
      end.abort()
      await done
      return times
    }
  }
}

async function administrator(server: ServerProcess): Promise<string> {
  const account = { email: 'admin@demo.example', password: 'the password of a benchmark' }
  server.admin('reset-password', '--email', account.email, '--password', account.password)
  const response = await fetch(`${server.url}/api/agent/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account)
  })
  if (!response.ok) throw new Error(`sign-in: ${response.status}`)
  return response.headers.get('set-cookie')!.split(';')[0]!
}
