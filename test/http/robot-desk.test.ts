import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Content } from '#protocol/entry'
import { entriesAfter } from '#server/store/entries'
import { createFakeClock } from '#test/kit/clock'
import { createDesk, settle, type Desk, type DeskPerson } from '#test/kit/desk'
import { createWorld, type World } from '#test/kit/world'

// The robot and the desk together: who asks for a person leaves the robot's hands and comes into those of the desk.

const clock = createFakeClock(1_700_000_000_000)
const folder = mkdtempSync(join(tmpdir(), 'openzc-robot-desk-'))
let world: World
let desk: Desk
let ann: DeskPerson

beforeAll(async () => {
  world = await createWorld({ clock })
  desk = await createDesk(world, { clock })
  const file = join(folder, 'faq.json')
  writeFileSync(file, JSON.stringify([{ question: 'When do you send?', answer: 'Today.' }]))
  await desk.command('create-robot', { name: 'Kettle' })
  await desk.command('import-faq', { robot: '1', file })
  await desk.command('set-robot', { robot: '1', mode: '3' })
  await desk.auto()
  ann = await desk.agent('ann')
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

/** As the visitor's socket does it. */
async function says(uid: string, text: string, clientId: string) {
  const content: Content = { kind: 'text', text }
  const from = { companyId: desk.companyId, uid, channel: undefined }
  const reception = await world.services.robots.receive(from, content)
  const by = { role: 'visitor' as const, id: uid }
  await world.services.writer.submit({
    companyId: desk.companyId,
    uid,
    intent: { kind: 'send', by, clientId, content, ...reception }
  })
  await world.services.robots.drain()
  await settle(world)
}

test('[DSK-modes] robot first: the desk leaves the robot’s conversations alone, and gives out what it hands over', async () => {
  const leave = desk.comes(ann)
  const uid = await desk.visitor()
  await says(uid, 'When do you send?', 'one')
  const [started] = await entriesAfter(world.database.read, uid, 0, 10)
  const cid = started!.cid
  expect(await desk.rowOf(cid)).toMatchObject({
    status: 'bot',
    agent_id: null,
    group_id: null,
    queued_at: null
  })
  await desk.passes(3_000)
  expect(await desk.rowOf(cid)).toMatchObject({ status: 'bot', agent_id: null })

  await says(uid, 'I want to talk to a person', 'two')
  expect(await desk.holder({ uid, cid })).toBe('ann')
  expect(await desk.traceOf({ uid, cid })).not.toBeNull()
  const said = (await entriesAfter(world.database.read, uid, 0, 20)).map(
    ({ by, content }) => `${by.role} ${content.kind}`
  )
  expect(said.filter(one => one === 'bot text').length).toBeGreaterThanOrEqual(2)
  expect(said.at(-1)).toBe('system assigned')
  leave()
})
