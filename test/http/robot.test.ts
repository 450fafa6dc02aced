import { afterEach, expect, test } from 'vitest'
import type { ClientFrame } from '#protocol/client-frame'
import type { Content, Entry } from '#protocol/entry'
import { createRobots } from '#server/bot/robots'
import { createSession } from '#server/socket/session'
import type { Op } from '#server/store/commit'
import { channelsOf, saveChannel, type ChannelSettings } from '#server/store/companies'
import { entriesAfter } from '#server/store/entries'
import { summariesOf } from '#server/store/inbox'
import { createRobot, feedbackOf, putFaqs, unknownOf, type Robot } from '#server/store/robots'
import { saveProfile } from '#server/store/timelines'
import { createFakeClock } from '#test/kit/clock'
import { createWorld, type World } from '#test/kit/world'

const FAQS = [
  ['delivery', 'How long does delivery take?', 'Two to four days.', 'Delivery', true],
  ['postage', 'How much is shipping?', 'It is free from 99 yuan.', 'Delivery', false],
  ['return', 'How do I return something?', 'Choose Return in the order.', 'Returns', true],
  ['发货', '什么时候发货', '当天发出。', '配送', true]
] as const

const worlds: World[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

type Setting = { settings?: Partial<ChannelSettings>; drops?: (op: Op) => boolean }

/** A company with a robot that answers first, unless `settings` say otherwise. */
async function setUp({ settings = { robot: 1, mode: 3 }, drops = () => false }: Setting = {}) {
  const clock = createFakeClock(1_700_000_000_000)
  const world = await createWorld({
    clock,
    wrapWriter: writer => ({
      ...writer,
      // As when the process ends at this moment
      submit: op => (drops(op) ? new Promise(() => {}) : writer.submit(op))
    })
  })
  worlds.push(world)
  const robot = await createRobot(
    world.database,
    { companyId: world.company.id, name: 'Kettle' },
    clock.now()
  )
  const faqs = FAQS.map(([code, question, answer, group, isGuide]) => ({
    code,
    question,
    phrasings: [],
    answer,
    group,
    isGuide
  }))
  await putFaqs(world.database, robot, faqs, clock.now())
  const [channel] = await channelsOf(world.database, world.company.id)
  await saveChannel(world.database, { ...channel!, settings: { ...channel!.settings, ...settings } })
  return { world, clock, robot }
}

async function visitor(world: World, claims: Record<string, string> = {}) {
  const { services, company, database } = world
  const uid = await world.makeVisitor()
  await saveProfile(database, uid, { claims, device: { language: 'de-DE' } }, services.clock.now())
  const token = services.tokens.forVisitor({ uid, companyId: company.id, channel: 1 }, services.clock.now())
  const heard: { type: string; entry?: Entry }[] = []
  const session = createSession(services, { send: text => heard.push(JSON.parse(text)), close: () => {} })
  const say = (frame: ClientFrame) => session.receive(JSON.stringify(frame))
  say({ type: 'hello', protocol: 1, token, follow: [{ uid, at: null }] })
  let count = 0
  return {
    uid,
    heard,
    entries: () => entriesAfter(database.read, uid, 0, 100),
    /** Resolves when it is stored, and answered if it is to be. */
    async ask(text: string, re?: number) {
      const clientId = `c${++count}`
      say({ type: 'send', uid, clientId, content: { kind: 'text', text, ...(re ? { re } : {}) } })
      await expect.poll(() => heard.some(({ entry }) => entry?.clientId === clientId)).toBe(true)
      await services.robots.drain()
    }
  }
}

type Visitor = Awaited<ReturnType<typeof visitor>>

const contentsOf = async ({ entries }: Visitor): Promise<Content[]> =>
  (await entries()).map(({ content }) => content)
const lastOf = async ({ entries }: Visitor) => (await entries()).at(-1)!

async function statusOf(world: World, { entries }: Visitor) {
  const [summary] = await summariesOf(world.database, [(await lastOf({ entries } as Visitor)).cid])
  return summary!.status
}

test('[RCV-robot] a robot answers in the timeline, and the visitor hears it', async () => {
  const { world, robot } = await setUp()
  const ada = await visitor(world)
  await ada.ask('how long does my delivry take')
  const [started, question, answer] = await ada.entries()
  expect([started!.content.kind, question!.by.role]).toEqual(['started', 'visitor'])
  expect(answer).toMatchObject({
    seq: 3,
    by: { role: 'bot', id: robot.id, name: 'Kettle' },
    content: { kind: 'text', text: 'Two to four days.' }
  })
  expect(ada.heard.filter(({ entry }) => entry?.by.role === 'bot').map(({ entry }) => entry)).toEqual([
    answer
  ])
  expect(await statusOf(world, ada)).toBe('bot')
})

test('[BOT-faq] what it is not sure of it asks, and what it does not know it says, with guide questions', async () => {
  const { world } = await setUp()
  const ada = await visitor(world)
  await ada.ask('shipping a return')
  expect((await lastOf(ada)).content).toMatchObject({
    text: 'Meinten Sie eine dieser Fragen?',
    choices: expect.arrayContaining(['How much is shipping?', 'Mit einem Menschen sprechen'])
  })
  await ada.ask('tell me a joke')
  expect((await lastOf(ada)).content).toMatchObject({
    text: expect.stringContaining('keine Antwort'),
    choices: ['How long does delivery take?', 'How do I return something?', 'Mit einem Menschen sprechen']
  })
})

test('[RCV-guide] guide_flag and faqid decide on the guide questions', async () => {
  const { world } = await setUp()
  const choices = async (claims: Record<string, string>, text = 'lorem ipsum') => {
    const ada = await visitor(world, claims)
    await ada.ask(text)
    return ((await lastOf(ada)).content as { choices?: string[] }).choices
  }
  const person = 'Mit einem Menschen sprechen'
  expect(await choices({ guide_flag: 'false' })).toEqual([person])
  expect(await choices({ faqid: '2' })).toEqual(['How do I return something?', person])
  expect(await choices({ faqid: '99' })).toEqual([person])
  expect(await choices({}, '今天天气')).toEqual(['什么时候发货', '转人工客服'])
})

test.each([
  ['1', 'bot'],
  ['2', 'queued'],
  ['3', 'bot'],
  ['4', 'bot']
])('[RCV-type] with type %s, and nobody there, a conversation begins as %s', async (type, status) => {
  const { world } = await setUp({ settings: { robot: 1, mode: type === '1' ? 2 : 1 } })
  const ada = await visitor(world, { type })
  await ada.ask('How much is shipping?')
  expect(await statusOf(world, ada)).toBe(status)
  expect((await ada.entries()).length).toBe(status === 'bot' ? 3 : 2)
})

test('[DSK-modes] with type 4 a person who is there comes first', async () => {
  const { world } = await setUp()
  const agent = createSession(
    world.services,
    { send: () => {}, close: () => {} },
    await world.signIn(await world.makeAgent('Ann'))
  )
  agent.receive(JSON.stringify({ type: 'hello', protocol: 1, token: '' }))
  await expect.poll(() => world.services.hub.hasAgents(world.company.id)).toBe(true)
  const ada = await visitor(world, { type: '4' })
  await ada.ask('How much is shipping?')
  expect(await statusOf(world, ada)).toBe('queued')
  agent.ended()
})

test('[RCV-guide] with show_manual the way to a person comes with the second unknown question, else at once', async () => {
  const { world } = await setUp()
  const offers = async (ada: Visitor, text: string) => {
    await ada.ask(text)
    return JSON.stringify((await lastOf(ada)).content).includes('Menschen')
  }
  const [later, atOnce] = [
    await visitor(world, { show_manual: 'true' }),
    await visitor(world, { show_manual: 'false' })
  ]
  expect(await offers(atOnce, 'lorem')).toBe(true)
  expect(await offers(later, 'lorem')).toBe(false)
  expect(await offers(later, 'How much is shipping?')).toBe(false)
  expect(await offers(later, 'ipsum')).toBe(true)
  expect(await offers(later, 'How much is shipping?')).toBe(true)
})

test('[RCV-robot] robotid names another robot; one that is not there leaves it to the channel’s', async () => {
  const { world, clock } = await setUp()
  const second = await createRobot(world.database, { companyId: world.company.id, name: 'Cup' }, clock.now())
  const nameFor = async (robotid: string) => {
    const ada = await visitor(world, { robotid })
    await ada.ask('hello')
    return (await lastOf(ada)).by.name
  }
  expect(await nameFor(String(second.number))).toBe('Cup')
  expect(await nameFor('77')).toBe('Kettle')
  expect(await nameFor('x')).toBe('Kettle')
})

test('[RCV-robot] a page may name a robot where its channel has none', async () => {
  const { world } = await setUp({ settings: {} })
  const ada = await visitor(world, { type: '1', robotid: '1' })
  await ada.ask('hello')
  expect((await lastOf(ada)).by.role).toBe('bot')
})

test.each([
  ['a channel without a robot', {}, { type: '1' }],
  ['a channel without a robot, of a page that names none of ours,', {}, { type: '1', robotid: '77' }],
  ['a channel whose robot is gone', { robot: 9, mode: 1 }, {}],
  ['a channel that leaves all to people', { robot: 1, mode: 2 }, {}]
] as const)('[RCV-type] %s is as before', async (_what, settings, claims) => {
  const { world } = await setUp({ settings })
  const ada = await visitor(world, claims)
  await ada.ask('人工')
  expect((await contentsOf(ada)).map(({ kind }) => kind)).toEqual(['started', 'text'])
  expect(await statusOf(world, ada)).toBe('queued')
})

test.each([
  'Mit einem Menschen sprechen',
  'Talk to a person',
  '转人工客服',
  '我要转人工！',
  'a human please'
])(
  '[DSK-modes] “%s” puts the conversation into the queue, and the robot is silent from then on',
  async words => {
    const { world } = await setUp()
    const ada = await visitor(world)
    await ada.ask('How much is shipping?')
    await ada.ask(words)
    expect(await statusOf(world, ada)).toBe('queued')
    const last = await ada.entries()
    expect(last.slice(-2).map(({ by, content }) => [by.role, content.kind])).toEqual([
      ['bot', 'released'],
      ['bot', 'text']
    ])
    await ada.ask('How much is shipping?')
    expect((await ada.entries()).slice(last.length).map(({ by }) => by.role)).toEqual(['visitor'])
  }
)

test('[RCV-type] a robot that is all there is passes nobody on, and offers nobody', async () => {
  const { world } = await setUp({ settings: { robot: 1, mode: 1 } })
  const ada = await visitor(world)
  await ada.ask('Talk to a person')
  expect(await statusOf(world, ada)).toBe('bot')
  expect(JSON.stringify((await lastOf(ada)).content)).not.toContain('Menschen')
})

test('[DSK-modes] an agent who takes the conversation silences the robot', async () => {
  const { world } = await setUp()
  const agent = await world.makeAgent('Ann')
  const ada = await visitor(world)
  await ada.ask('How much is shipping?')
  const { cid } = await lastOf(ada)
  const by = { role: 'agent', id: agent.id, name: 'Ann' } as const
  const taken = await world.services.writer.submit({
    companyId: world.company.id,
    uid: ada.uid,
    intent: { kind: 'accept', by, cid }
  })
  expect(taken.ok).toBe(true)
  await ada.ask('How long does delivery take?')
  expect((await lastOf(ada)).by.role).toBe('visitor')
})

test('[RB1] a question that the process did not survive is answered later, once', async () => {
  let isDead = true
  const { world, clock } = await setUp({ drops: op => isDead && op.intent.by.role === 'bot' })
  const ada = await visitor(world)
  void ada.ask('How much is shipping?').catch(() => {})
  await expect.poll(async () => (await ada.entries()).length).toBe(2)
  isDead = false
  const another = () =>
    createRobots({
      database: world.database,
      clock,
      report: () => {},
      masking: world.services.masking,
      writer: () => world.services.writer,
      isStaffed: () => false,
      ask: async () => Promise.reject(new Error('none')),
      typing: () => {}
    })
  await another().sweep()
  expect((await ada.entries()).length).toBe(2) // It may still be on its way
  await clock.advance(10_000)
  await Promise.all([another().sweep(), another().sweep()])
  await another().sweep()
  const answers = (await ada.entries()).filter(({ by }) => by.role === 'bot')
  expect(answers.map(({ content }) => content)).toMatchObject([{ text: 'It is free from 99 yuan.' }])
})

test('[RB1] questions that come at once are answered each, in their order', async () => {
  const { world } = await setUp()
  const ada = await visitor(world)
  await Promise.all(['How much is shipping?', 'How do I return something?'].map(ada.ask))
  const bot = (await ada.entries()).filter(({ by }) => by.role === 'bot')
  expect(bot.map(({ content }) => (content as { text: string }).text)).toEqual([
    'It is free from 99 yuan.',
    'Choose Return in the order.'
  ])
})

test('[BOT-faq] what it could not answer is kept and counted, once for each question', async () => {
  const { world, robot } = await setUp()
  const ada = await visitor(world)
  for (const text of ['lorem', 'How much is shipping?', ' lorem ', 'ipsum']) await ada.ask(text)
  await world.services.robots.sweep()
  const unknown = await unknownOf(world.database, robot, 10)
  expect(unknown.map(({ words, asked }) => [words, asked])).toEqual([
    ['lorem', 2],
    ['ipsum', 1]
  ])
})

test('[RB2] a robot speaks only where it was asked', async () => {
  const { world, robot } = await setUp()
  const ada = await visitor(world)
  await ada.ask('How much is shipping?')
  const { cid } = await lastOf(ada)
  const speak = (by: Pick<Robot, 'id'>, where: string) =>
    world.services.writer.submit({
      companyId: world.company.id,
      uid: ada.uid,
      intent: {
        kind: 'send',
        by: { role: 'bot', id: by.id },
        clientId: `x-${by.id}-${where}`,
        cid: where,
        content: { kind: 'text', text: 'x' }
      }
    })
  expect(await speak({ id: 'another' }, cid)).toMatchObject({ ok: false, code: 'conflict' })
  expect(await speak(robot, 'another')).toMatchObject({ ok: false, code: 'conflict' })
  expect(await speak(robot, cid)).toMatchObject({ ok: true })
})

test('[RCV-robot] a visitor makes no choices for others, and cannot speak as the robot', async () => {
  const { world, robot } = await setUp()
  const ada = await visitor(world)
  const content = { kind: 'text', text: 'x', choices: ['y'] }
  const session = createSession(world.services, { send: () => {}, close: () => {} })
  const { tokens, clock } = world.services
  const token = tokens.forVisitor({ uid: ada.uid, companyId: world.company.id, channel: 1 }, clock.now())
  session.receive(JSON.stringify({ type: 'hello', protocol: 1, token }))
  session.receive(
    JSON.stringify({
      type: 'send',
      uid: ada.uid,
      clientId: 'forged',
      content,
      by: { role: 'bot', id: robot.id }
    })
  )
  await expect.poll(async () => (await ada.entries()).some(one => one.clientId === 'forged')).toBe(true)
  const forged = (await ada.entries()).find(one => one.clientId === 'forged')!
  expect([forged.by.role, forged.content]).toEqual(['visitor', { kind: 'text', text: 'x' }])
})

test('[BOT-feedback] what visitors say of an answer is counted for its entry, each answer once, and the last word counts', async () => {
  const { world, robot } = await setUp()
  const ada = await visitor(world)
  await ada.ask('how long does my delivry take')
  const first = await lastOf(ada)
  expect(first.content).toMatchObject({ choices: expect.arrayContaining(['Geholfen', 'Nicht geholfen']) })
  await ada.ask('Geholfen')
  expect((await lastOf(ada)).content).toEqual({ kind: 'text', text: 'Das freut mich.' })
  await ada.ask('How much is shipping?')
  await ada.ask('Nicht geholfen', first.seq)
  expect((await lastOf(ada)).content).toMatchObject({
    text: expect.stringContaining('Schade'),
    choices: ['Mit einem Menschen sprechen']
  })
  await ada.ask('已解决')
  const bob = await visitor(world)
  await bob.ask('How much is shipping?')
  await bob.ask('Nicht geholfen')
  expect(await feedbackOf(world.database, robot)).toEqual([
    { code: 'delivery', question: 'How long does delivery take?', solved: 0, unsolved: 1 },
    { code: 'postage', question: 'How much is shipping?', solved: 1, unsolved: 1 }
  ])
  expect(await unknownOf(world.database, robot, 10)).toEqual([])
})

test('[BOT-feedback] it counts after a person has come, too, and without an answer it is a question', async () => {
  const { world, robot } = await setUp()
  const ada = await visitor(world)
  await ada.ask('Geholfen')
  expect((await lastOf(ada)).content).toMatchObject({ text: expect.stringContaining('keine Antwort') })
  await ada.ask('How much is shipping?')
  const { seq } = await lastOf(ada)
  await ada.ask('I want to talk to a person')
  await ada.ask('Geholfen', seq)
  expect(await feedbackOf(world.database, robot)).toMatchObject([{ code: 'postage', solved: 1 }])
  const eve = await visitor(world)
  await eve.ask('hello, hello')
  await eve.ask('Geholfen', 9_999)
  expect(await feedbackOf(world.database, robot)).toMatchObject([{ code: 'postage', solved: 1, unsolved: 0 }])
})
