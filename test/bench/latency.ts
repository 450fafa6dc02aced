import { createServerProcess } from '#test/kit/server-process'
import { foreignShare, processorMs } from './foreign.ts'
import { evaluate, prepareInspector } from './inspector.ts'
import { createPairs } from './latency/company.ts'
import type { Connect, Run, RunResult } from './latency/load.ts'
import { profile } from './latency/profile.ts'
import { decideOn, table, type Figure, type Result } from './report.ts'
import { median, spread, tail, type Tail } from './stats.ts'
import { startWorker, type Worker } from './worker.ts'

const PAIRS = 50
const RATES = [200, 1_000, 3_000]
const JUDGED_RATE = 1_000
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const MOST_ROUNDS = Math.ceil(ROUNDS * 2.4)
/** A round during which others used more of the machine is repeated. */
const QUIET_SHARE = 0.08
const RUN_MS = 5_000
const READ_EVERY_MS = 1_000
const WARM_UP_MS = 3_000

type Target = 'floor' | 'ours'
/** `processor`: what the server used for each message, in ms. */
type Round = { ack: Tail; delivery: Tail; processor: number } & Omit<RunResult, 'ack' | 'delivery'>
/** Of both halves, the larger share of the machine that others used. */
type Pairing = { floor: Round; ours: Round; foreign: number }
type Row = { rate: number; floor: Round[]; ours: Round[]; foreign: number[] }
type Bench = { load: Worker; servers: Record<Target, number>; pids: number[] }
type Log = (line: string) => void

/** Durable send -> ack -> the other participant has it, beside the same frames without storage. */
export async function latency(log: Log): Promise<Result> {
  const { rows, withReceipts } = await withLoad({}, async bench => {
    await warmUp(bench, RATES)
    const rows: Row[] = []
    for (const rate of RATES) rows.push(await inTurns(bench, rate, log))
    return { rows, withReceipts: await confirming(bench) }
  })
  const figures = [
    ...judge(rows.find(({ rate }) => rate === JUDGED_RATE)!),
    ...rows.flatMap(describe),
    ...tailsOf(`${JUDGED_RATE}/s ours, each delivery confirmed`, withReceipts)
  ]
  const explain =
    figures.some(figure => decideOn(figure) === 'MISSED') || process.env['BENCH_PROFILE'] !== undefined
  return {
    figures,
    notes: [
      `${PAIRS} visitors with an agent each; both sides send, in turn; 200-byte bodies; ${RUN_MS / 1_000} s a run;`,
      `${ROUNDS} runs of each, in turns with the floor: a plain ws relay that stores nothing. Medians over the runs.`,
      `Each agent reads once a second. A round is repeated when others used more than ${percent(QUIET_SHARE)} of the machine.`,
      'Counted from when a message was due, so that a stall of the server or of the load is not hidden.',
      'One machine: server and load share its processors; the disk syncs for real.'
    ],
    details: { rows, withReceipts, ...(explain ? { profile: await explainBusy(log) } : {}) }
  }
}

/** The server under test, the floor, and the load that is connected to both. */
async function withLoad<T>(env: Record<string, string>, work: (bench: Bench) => Promise<T>): Promise<T> {
  const server = await createServerProcess({ env })
  const floor = startWorker(new URL('./latency/floor.ts', import.meta.url))
  const load = startWorker(new URL('./latency/load.ts', import.meta.url))
  try {
    await server.start()
    const pairs = await createPairs(server, PAIRS)
    const url = await floor.ask<string>({ do: 'listen' })
    const sides = pairs.map(({ uid }) => ({
      uid,
      visitor: { url: `${url}/${uid}` },
      agent: { url: `${url}/${uid}` }
    }))
    await load.ask({ do: 'connect', target: 'floor', pairs: sides } satisfies Connect)
    await load.ask({ do: 'connect', target: 'ours', pairs } satisfies Connect)
    const servers = { floor: floor.pid(), ours: server.pid()! }
    return await work({ load, servers, pids: [process.pid, load.pid(), ...Object.values(servers)] })
  } finally {
    await load.end()
    await floor.end()
    await server.dispose()
  }
}

async function run(
  { load, servers }: Bench,
  target: Target,
  options: Pick<Run, 'rate'> & Partial<Pick<Run, 'ms' | 'receipts' | 'readEveryMs'>>
): Promise<Round> {
  const request: Run = {
    do: 'run',
    target,
    ms: RUN_MS,
    receipts: false,
    readEveryMs: READ_EVERY_MS,
    ...options
  }
  const before = processorMs(servers[target])
  const { ack, delivery, ...counts } = await load.ask<RunResult>(request)
  if (counts.closed > 0) throw new Error(`${target}: ${counts.closed} connections were closed under the load`)
  const processor = (processorMs(servers[target]) - before) / counts.sent
  return { ack: tail(ack), delivery: tail(delivery), processor, ...counts }
}

async function warmUp(bench: Bench, rates: number[]) {
  for (const rate of rates)
    for (const target of ['floor', 'ours'] as const) await run(bench, target, { rate, ms: WARM_UP_MS })
}

/** Until enough rounds were left in peace; when there are too few, the quietest of all count. */
async function inTurns(bench: Bench, rate: number, log: Log): Promise<Row> {
  const all: Pairing[] = []
  const isQuiet = ({ foreign }: Pairing) => !(foreign > QUIET_SHARE)
  while (all.filter(isQuiet).length < ROUNDS && all.length < MOST_ROUNDS) {
    const floor = await foreignShare(bench.pids, () => run(bench, 'floor', { rate }))
    const ours = await foreignShare(bench.pids, () => run(bench, 'ours', { rate }))
    const foreign = Math.max(floor.foreign, ours.foreign)
    all.push({ floor: floor.value, ours: ours.value, foreign })
    log(
      `${rate}/s, round ${all.length}: ack p99 ${floor.value.ack.p99.toFixed(2)} ms floor, ` +
        `${ours.value.ack.p99.toFixed(2)} ms ours, others use ${percent(foreign)} of the machine`
    )
  }
  const chosen = all.toSorted((a, b) => a.foreign - b.foreign).slice(0, ROUNDS)
  return {
    rate,
    floor: chosen.map(({ floor }) => floor),
    ours: chosen.map(({ ours }) => ours),
    foreign: chosen.map(({ foreign }) => foreign)
  }
}

async function confirming(bench: Bench): Promise<Round[]> {
  const rounds: Round[] = []
  for (let i = 0; i < ROUNDS; i++)
    rounds.push(await run(bench, 'ours', { rate: JUDGED_RATE, receipts: true }))
  return rounds
}

/** 3 x floor + 4 ms, on the medians of the runs' p99. */
function judge({ rate, floor, ours }: Row): Figure[] {
  return (['ack', 'delivery'] as const).map(what => {
    const p99 = (rounds: Round[]) => rounds.map(round => round[what].p99)
    const { median: value, ...others } = spread(p99(ours))
    return {
      name: `${rate}/s ${what} p99`,
      value,
      ...others,
      unit: 'ms',
      atMost: 3 * median(p99(floor)) + 4
    }
  })
}

function describe({ rate, floor, ours, foreign }: Row): Figure[] {
  return [
    ...tailsOf(`${rate}/s floor`, floor),
    ...tailsOf(`${rate}/s ours`, ours),
    ...losses(rate, ours, foreign)
  ]
}

function tailsOf(name: string, rounds: Round[]): Figure[] {
  const processor = spread(rounds.map(round => round.processor))
  const times = (['ack', 'delivery'] as const).flatMap(what =>
    (['p50', 'p90', 'p99', 'max'] as const).map(part => {
      const { median: value, ...others } = spread(rounds.map(round => round[what][part]))
      return { name: `${name}: ${what} ${part}`, value, ...others, unit: 'ms' }
    })
  )
  return [
    ...times,
    {
      name: `${name}: processor for a message`,
      value: processor.median,
      min: processor.min,
      max: processor.max,
      unit: 'ms'
    }
  ]
}

function losses(rate: number, rounds: Round[], foreign: number[]): Figure[] {
  const sum = (count: (round: Round) => number) => rounds.reduce((total, round) => total + count(round), 0)
  return [
    {
      name: `${rate}/s: share of others in the machine`,
      value: median(foreign),
      min: spread(foreign).min,
      max: spread(foreign).max,
      unit: ''
    },
    { name: `${rate}/s ours: messages`, value: sum(round => round.sent), unit: '' },
    { name: `${rate}/s ours: not acked`, value: sum(round => round.notAcked), unit: '', atMost: 0 },
    { name: `${rate}/s ours: lost`, value: sum(round => round.lost), unit: '', atMost: 0 },
    { name: `${rate}/s ours: doubled`, value: sum(round => round.doubled), unit: '', atMost: 0 },
    { name: `${rate}/s ours: refused`, value: sum(round => round.refused), unit: '', atMost: 0 }
  ]
}

/** Why it takes as long as it does: once more, on a server of its own, with the profiler and with timed statements. */
async function explainBusy(log: Log) {
  const inspector = await prepareInspector()
  const preload = new URL('./latency/statements.ts', import.meta.url).href
  const env = { NODE_OPTIONS: `${inspector.env.NODE_OPTIONS} --import=${preload}` }
  return await withLoad(env, async bench => {
    await warmUp(bench, [JUDGED_RATE])
    const connection = await inspector.connect()
    await evaluate(connection, 'openzcStatements.clear()')
    const seen = await profile(connection, () => run(bench, 'ours', { rate: JUDGED_RATE }))
    const statements = await evaluate<Statement[]>(
      connection,
      '[...openzcStatements].map(([sql, cost]) => ({ sql, ...cost })).sort((a, b) => b.ms - a.ms)'
    )
    connection.close()
    log(`busy ${percent(seen.busy)} of the time at ${JUDGED_RATE}/s; of that:`)
    const shares = seen.shares.slice(0, 25)
    print([
      ['function', 'itself', 'with callees'],
      ...shares.map(({ name, self, total }) => [name, percent(self), percent(total)])
    ])
    log(`statements in ${RUN_MS / 1_000} s:`)
    print([
      ['statement', 'calls', 'ms in all', 'ms each', 'ms longest'],
      ...statements
        .slice(0, 15)
        .map(({ sql, calls, ms, longest }) => [
          sql.slice(0, 100),
          String(calls),
          ms.toFixed(0),
          (ms / calls).toFixed(2),
          longest.toFixed(1)
        ])
    ])
    return {
      busy: seen.busy,
      shares: seen.shares.filter(({ self, total }) => self > 0.001 || total > 0.01),
      statements
    }
  })
}

type Statement = { sql: string; calls: number; ms: number; longest: number }

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

function print(rows: string[][]) {
  console.log(table(rows))
}
