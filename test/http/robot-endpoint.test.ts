import { afterEach, beforeAll, afterAll, expect, test } from 'vitest'
import { contextOf } from '#server/admin/local'
import { runCommand } from '#server/admin/commands'
import type { Member } from '#server/hub'
import { readAllow } from '#server/outbound/addresses'
import { channelsOf, saveChannel } from '#server/store/companies'
import { entriesAfter } from '#server/store/entries'
import { createRobot, putFaqs, saveRobot } from '#server/store/robots'
import { saveProfile } from '#server/store/timelines'
import { createFakeClock } from '#test/kit/clock'
import { settle } from '#test/kit/desk'
import { startRobotEndpoint } from '#test/kit/robot-endpoint'
import { createWorld, type World } from '#test/kit/world'

// Robots whose answers come from elsewhere, against servers that speak those protocols, on good days and bad ones.

const KEY = 'a-key-of-the-company'
let endpoint: Awaited<ReturnType<typeof startRobotEndpoint>>
beforeAll(async () => {
  endpoint = await startRobotEndpoint({ key: KEY })
})
afterAll(() => endpoint.close())

const worlds: World[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

type Given = { kind?: 'http' | 'openai'; path: string; timeout?: string; key?: string; mode?: 1 | 3 }

async function setUp({ kind = 'http', path, timeout = '5', key = KEY, mode = 3 }: Given) {
  const clock = createFakeClock(1_700_000_000_000)
  const reports: unknown[] = []
  const world = await createWorld({
    clock,
    config: { outboundAllow: readAllow(`127.0.0.1/32:${endpoint.port}`) },
    report: (event, details) => void reports.push([event, details])
  })
  worlds.push(world)
  const { database, company, services } = world
  const robot = await createRobot(database, { companyId: company.id, name: 'Kettle' }, 0)
  const faq = {
    code: 'delivery',
    question: 'How long does delivery take?',
    phrasings: [],
    answer: 'Two to four days.',
    group: '',
    isGuide: false
  }
  await putFaqs(database, robot, [faq], 0)
  await runCommand(contextOf(services), 'set-robot-endpoint', {
    sysnum: company.sysnum,
    robot: '1',
    kind,
    url: endpoint.url(path),
    key,
    timeout,
    ...(kind === 'openai' ? { model: 'tea-1' } : {})
  })
  const [channel] = await channelsOf(database, company.id)
  await saveChannel(database, { ...channel!, settings: { ...channel!.settings, robot: 1, mode } })
  const uid = await world.makeVisitor()
  await saveProfile(database, uid, { device: { language: 'en' } }, 0)
  const frames: string[] = []
  const watcher: Member = {
    id: 'watcher',
    role: 'visitor',
    who: uid,
    companyId: company.id,
    deliver: text => frames.push(text),
    close: () => {},
    recheck: () => {}
  }
  services.hub.join(watcher)
  services.hub.follow(watcher, uid)
  let count = 0
  return {
    world,
    robot,
    reports,
    frames,
    async asks(text: string) {
      const content = { kind: 'text', text } as const
      const reception = await services.robots.receive(
        { companyId: company.id, uid, channel: undefined },
        content
      )
      const intent = {
        kind: 'send',
        by: { role: 'visitor', id: uid },
        clientId: `q${++count}`,
        content,
        ...reception
      } as const
      await services.writer.submit({ companyId: company.id, uid, intent })
      await services.robots.drain()
      await settle(world)
      return await entriesAfter(database.read, uid, 0, 50)
    }
  }
}

const lastRobot = (entries: Awaited<ReturnType<Awaited<ReturnType<typeof setUp>>['asks']>>) =>
  entries.findLast(({ by, content }) => by.role === 'bot' && content.kind === 'text')?.content

test('[BOT-http] the company’s own service is asked with a signature, and its answer is one entry of the robot', async () => {
  const { asks, robot, frames } = await setUp({ path: '/good' })
  const before = endpoint.received.length
  const entries = await asks('Is it <b>warm</b>?')
  expect(entries.map(({ by, content }) => `${by.role} ${content.kind}`)).toEqual([
    'system started',
    'visitor text',
    'bot text'
  ])
  expect(entries.at(-1)).toMatchObject({
    by: { id: robot.id },
    content: { text: 'You said: Is it <b>warm</b>?', choices: ['More', 'Talk to a person'] }
  })
  const types = frames.map(text => JSON.parse(text) as { type: string; on?: boolean; name?: string })
  expect(types.filter(({ type }) => type === 'typing').map(({ on, name }) => [on, name])).toEqual([
    [true, 'Kettle'],
    [false, 'Kettle']
  ])
  await asks('And now?')
  const bodies = endpoint.received
    .slice(before)
    .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
  expect(bodies[1]).toMatchObject({
    id: expect.any(String),
    robot: 1,
    language: 'en',
    question: 'And now?',
    history: [
      { by: 'visitor', text: 'Is it <b>warm</b>?' },
      { by: 'robot', text: 'You said: Is it <b>warm</b>?' }
    ]
  })
  expect(Object.keys(bodies[1]!)).not.toContain('context')
})

test('[BOT-http] an OpenAI-compatible service streams its answer, with the FAQ as what it knows', async () => {
  const { asks } = await setUp({ kind: 'openai', path: '/model/v1/chat/completions' })
  const before = endpoint.received.length
  expect(lastRobot(await asks('how long does delivery take'))).toEqual({
    kind: 'text',
    text: 'Two to four däys (2)',
    choices: ['Talk to a person']
  })
  const body = JSON.parse(endpoint.received[before]!.body) as {
    model: string
    stream: boolean
    messages: { role: string; content: string }[]
  }
  expect(body).toMatchObject({ model: 'tea-1', stream: true })
  expect(body.messages[0]).toMatchObject({
    role: 'system',
    content: expect.stringContaining('A: Two to four days.')
  })
  expect(lastRobot(await asks('and back?'))).toMatchObject({ text: 'Two to four däys (4)' })
})

test('[BOT-http] an answer in one piece is taken, too', async () => {
  const { asks } = await setUp({ kind: 'openai', path: '/whole' })
  expect(lastRobot(await asks('hello'))).toMatchObject({ text: 'In one piece' })
})

test.each([
  ['http', '/transfers'],
  ['openai', '/gives']
] as const)('[BOT-http] a robot of kind %s may pass the visitor on', async (kind, path) => {
  const { asks, world } = await setUp({ kind, path })
  const entries = await asks('A person, if I may')
  expect(lastRobot(entries)).toMatchObject({ text: expect.stringContaining('passing you on') })
  const [row] = await world.database.read.selectFrom('conversation').select('status').execute()
  expect(row?.status).toBe('queued')
})

const BAD_DAYS: { path: string; kind?: 'openai'; timeout?: string; key?: string }[] = [
  { path: '/broken' },
  { path: '/empty' },
  { path: '/wrong' },
  { path: '/fails' },
  { path: '/never', timeout: '1' },
  { path: '/drips', timeout: '1' },
  { path: '/huge' },
  { path: '/cuts' },
  { path: '/inside' },
  { path: '/again' },
  { path: '/nowhere' },
  { path: '/good', key: 'another-key-than-theirs' },
  { path: '/half', kind: 'openai' },
  { path: '/nonsense', kind: 'openai' },
  { path: '/error', kind: 'openai' },
  { path: '/fails', kind: 'openai' }
]

test.each(BAD_DAYS)('[BOT-http] after $path ($kind) a person takes over', async given => {
  const { asks, world, reports } = await setUp(given)
  const entries = await asks('Is it warm?')
  expect(lastRobot(entries)).toEqual({
    kind: 'text',
    text: 'I cannot answer just now. I am passing you on to a colleague. One moment, please.'
  })
  const [row] = await world.database.read.selectFrom('conversation').select('status').execute()
  expect(row?.status).toBe('queued')
  expect(reports.map(one => (one as string[])[0])).toContain('robot-failed')
  expect(JSON.stringify(reports)).not.toContain('warm')
})

test('[BOT-http] where there is only a robot it says so, and the next question is asked again', async () => {
  const { asks } = await setUp({ path: '/fails', mode: 1 })
  expect(lastRobot(await asks('Is it warm?'))).toEqual({ kind: 'text', text: 'I cannot answer just now.' })
  expect((await asks('Hello?')).filter(({ by }) => by.role === 'bot')).toHaveLength(2)
})

test('[BOT-http] the key lies sealed in the database, and no command gives it away', async () => {
  const { world, robot } = await setUp({ path: '/good' })
  const row = await world.database.read.selectFrom('robot').selectAll().executeTakeFirstOrThrow()
  expect(row.settings).toContain('sealedKey')
  expect(row.settings).not.toContain(KEY)
  const context = contextOf(world.services)
  const given = { sysnum: world.company.sysnum, robot: '1' }
  const answers = [
    await runCommand(context, 'set-answering', { ...given, 'manual-after': '3' }),
    await runCommand(context, 'set-robot-endpoint', { ...given, kind: 'http' }),
    await runCommand(context, 'set-robot-endpoint', { ...given, kind: 'none' })
  ]
  expect(JSON.stringify(answers)).not.toContain('sealed')
  await saveRobot(world.database, robot)
})
