import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { entriesAfter } from '#server/store/entries'
import { createFakeClock } from '#test/kit/clock'
import { createDesk, type Desk, type Talk } from '#test/kit/desk'
import { createWorld, type World } from '#test/kit/world'

// What the desk asks and says by itself, and whose wishes it follows, on a real database.

const clock = createFakeClock(1_700_000_000_000)
const folder = mkdtempSync(join(tmpdir(), 'openzc-reception-'))
let world: World
let desk: Desk

beforeAll(async () => {
  world = await createWorld({ clock })
  await world.services.assigner.start()
})
afterEach(() => desk.command('set-desk', { assign: 'manual' }))
afterAll(async () => {
  await world.services.assigner.close()
  await world.close()
  rmSync(folder, { recursive: true })
})

/** Two groups, an agent in each. */
async function open(more: Record<string, string> = { 'ask-group': 'off' }) {
  desk = await createDesk(world, { clock, capacity: 5 })
  await desk.auto(more)
  const [ann, bo] = [await desk.agent('ann'), await desk.agent('bo')]
  await desk.command('create-group', { name: 'Sales', id: 'sales', add: ann.email })
  await clock.advance(1)
  await desk.command('create-group', { name: 'Returns', id: 'returns', add: bo.email })
  desk.comes(ann)
  desk.comes(bo)
  await desk.settle()
}

async function saysIt({ uid }: Talk, text: string, clientId: string) {
  const intent = {
    kind: 'send',
    by: { role: 'visitor', id: uid },
    clientId,
    content: { kind: 'text', text }
  } as const
  await world.services.writer.submit({ companyId: desk.companyId, uid, intent })
  await desk.settle()
}

async function asks(claims: Record<string, string> = {}) {
  const talk = await desk.asks(claims)
  await desk.settle()
  return talk
}

async function lastText({ uid }: Talk) {
  const entries = await entriesAfter(world.database.read, uid, 0, 50)
  return entries.findLast(({ by, content }) => content.kind === 'text' && by.role !== 'visitor')?.content
}

async function rules(...list: object[]) {
  const file = join(folder, 'rules.json')
  writeFileSync(file, JSON.stringify(list))
  await desk.command('set-rules', { file })
}

test('[RCV-group] whoever names no group is asked once, and the name that they send is the group; the trace says who chose', async () => {
  await open({ 'ask-group': 'on' })
  const talk = await asks()
  expect(await lastText(talk)).toEqual({
    kind: 'text',
    text: 'Who should answer? Please choose.',
    choices: ['Sales', 'Returns']
  })
  expect(await desk.holder(talk)).toBeNull()
  await saysIt(talk, 'hello?', 'two')
  expect(await desk.holder(talk)).toBeNull()
  await saysIt(talk, ' Returns ', 'three')
  expect([await desk.holder(talk), (await desk.traceOf(talk))?.by]).toEqual(['bo', 'visitor'])
})

test('[RCV-group] whoever picks none is not left between: after a minute the best group takes them', async () => {
  await open({ 'ask-group': 'on' })
  const talk = await asks()
  await desk.passes(55_000)
  expect(await desk.holder(talk)).toBeNull()
  await desk.passes(8_000)
  expect([await desk.holder(talk), (await desk.traceOf(talk))?.by]).toEqual(['ann', 'any'])
})

test('[RCV-group] nobody is asked whose group is named, or where only one is open, or the company does not want it', async () => {
  await open({ 'ask-group': 'on' })
  expect(await desk.holder(await asks({ groupid: 'returns' }))).toBe('bo')
  const never = JSON.stringify({ timeZone: 'UTC', week: [[], [], [], [], [], [], []] })
  await desk.command('set-group', { group: 'sales', hours: never })
  expect(await desk.holder(await asks())).toBe('bo')
  await desk.command('set-group', { group: 'sales', hours: 'always' })
  await desk.command('set-desk', { 'ask-group': 'off' })
  expect(await desk.holder(await asks())).toBe('ann')
})

test('[DSK-rules] the first rule that fits decides where the page names nobody, and the trace names it', async () => {
  await open({ 'ask-group': 'on' })
  await rules(
    { name: 'gold', if: [{ what: 'vip', levels: ['gold'] }], to: { kind: 'group', id: 'returns' } },
    { name: 'app', if: [{ what: 'source', is: ['2'] }], to: { kind: 'group', id: 'sales' } }
  )
  const gold = await asks({ is_vip: '1', vip_level: 'gold', source: '2' })
  expect([await desk.holder(gold), await desk.traceOf(gold)]).toMatchObject([
    'bo',
    { by: 'rule', rule: 'gold', looks: [{ to: 'group', id: 'returns', saw: 'free', so: 'serve' }] }
  ])
  expect(await desk.holder(await asks({ source: '2' }))).toBe('ann')
  const named = await asks({ source: '2', groupid: 'returns' })
  expect([await desk.holder(named), (await desk.traceOf(named))?.by]).toEqual(['bo', 'groupid'])
  expect(await lastText(await asks({ source: '1' }))).toMatchObject({ choices: ['Sales', 'Returns'] })
})

test('[DSK-rules] rules are tried out on a visitor who was there, also such as are not set', async () => {
  await open()
  await rules({ name: 'gold', if: [{ what: 'vip' }], to: { kind: 'group', id: 'returns' } })
  const { uid } = await asks({ is_vip: '1', source: '2' })
  const tried = (more: Record<string, string> = {}) => desk.command('try-rules', { uid, ...more })
  expect(await tried()).toEqual({ rule: 'gold', to: { kind: 'group', id: 'returns' } })
  const file = join(folder, 'others.json')
  writeFileSync(
    file,
    JSON.stringify([{ name: 'app', if: [{ what: 'source', is: ['3'] }], to: { kind: 'group', id: 'sales' } }])
  )
  expect(await tried({ file })).toEqual({ rule: null, to: null })
  await desk.command('set-claims', { vip: 'off' })
  expect(await tried()).toEqual({ rule: null, to: null })
  await expect(desk.command('try-rules', { uid: await world.makeVisitor() })).rejects.toThrow(
    'no such visitor'
  )
})

test('[DSK-rules] a rule whose group is gone is skipped, and the trace says so', async () => {
  await open()
  await rules({ name: 'old', if: [], to: { kind: 'group', id: 'closed-down' } })
  const talk = await asks()
  expect([await desk.holder(talk), await desk.traceOf(talk)]).toMatchObject([
    'ann',
    { by: 'any', looks: [{ id: 'closed-down', saw: 'unknown', so: 'skip' }, { so: 'serve' }] }
  ])
})

test('[ADM-security] where routing by visitors nobody has vouched for does not count, the page’s group is only shown', async () => {
  await open()
  await desk.command('set-claims', { routing: 'off', vip: 'off' })
  await rules({ name: 'gold', if: [{ what: 'vip' }], to: { kind: 'group', id: 'returns' } })
  const talk = await asks({ groupid: 'returns', is_vip: '1' })
  expect([await desk.holder(talk), (await desk.traceOf(talk))?.by]).toEqual(['ann', 'any'])
  const uid = await desk.visitor()
  await world.database.write.updateTable('timeline').set({ verified: 1 }).where('uid', '=', uid).execute()
  const proved = await desk.asks({ groupid: 'returns' }, uid)
  await desk.settle()
  expect(await desk.holder(proved)).toBe('bo')
})

test('[DSK-queue] [DSK-hours] who cannot be taken is told why, each reason once, and where to leave a message', async () => {
  await open()
  await desk.command('set-words', { offline: 'Back at nine.' })
  await desk.command('set-group', { group: 'returns', limit: '0' })
  const bo = (await desk.command('list-groups'))['agents'] as { email: string }[]
  for (const { email } of bo) await desk.command('set-capacity', { email, capacity: '0' })
  await desk.settle()
  const talk = await asks({ groupid: 'returns' })
  const full = { kind: 'text', text: expect.stringContaining('Too many people'), leave: true }
  expect(await lastText(talk)).toEqual(full)
  await desk.passes(10_000)
  const texts = (await entriesAfter(world.database.read, talk.uid, 0, 50)).filter(
    ({ by }) => by.role === 'system'
  )
  expect(texts.filter(({ content }) => content.kind === 'text')).toHaveLength(1)
  const away = await asks({ agentid: 'nobody-of-ours', transfer_action: '[]', groupid: 'returns' })
  expect(await lastText(away)).toEqual(full)
  const never = JSON.stringify({ timeZone: 'UTC', week: [[], [], [], [], [], [], []] })
  await desk.command('set-group', { group: 'returns', hours: never })
  expect(await lastText(await asks({ groupid: 'returns' }))).toEqual({
    kind: 'text',
    text: 'Back at nine.',
    leave: true
  })
  expect(await desk.rowOf(talk.cid)).toMatchObject({ status: 'queued', agent_id: null })
})

test('[RCV-hello] the greeting is of the desk, under the agent’s name, and never twice', async () => {
  await open()
  await desk.command('set-words', { 'agent-hello': 'Good day.' })
  const talk = await asks()
  const bo = { ...(await desk.agent('cy')) }
  await desk.transfers(talk, { id: (await desk.rowOf(talk.cid)).agent_id!, email: '', name: 'ann' }, bo)
  await desk.settle()
  const said = (await entriesAfter(world.database.read, talk.uid, 0, 50)).filter(
    ({ content }) => content.kind === 'text' && content.text === 'Good day.'
  )
  expect(said.map(({ by }) => by)).toEqual([{ role: 'system', id: 'desk', name: 'ann' }])
})
