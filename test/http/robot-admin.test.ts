import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEMO_SYSNUM, runCommand, type CommandName } from '#server/admin/commands'
import { contextOf } from '#server/admin/local'
import { readFaqFile } from '#server/bot/import'
import { channelsOf, companyBySysnum } from '#server/store/companies'
import { faqsOf, findRobot, robotsOf } from '#server/store/robots'
import { createFakeClock } from '#test/kit/clock'
import { createWorld, type World } from '#test/kit/world'

const folder = mkdtempSync(join(tmpdir(), 'openzc-robot-'))
let world: World
beforeAll(async () => {
  world = await createWorld({ clock: createFakeClock(1_700_000_000_000), sysnum: 'a'.repeat(32) })
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

const run = (name: CommandName, args: Record<string, string>) =>
  runCommand(contextOf(world.services), name, { sysnum: world.company.sysnum, ...args })

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('[BOT-import] openzc admin makes a robot, teaches it what is good in a file and lists what is not', async () => {
  expect(await run('create-robot', { name: 'Kettle' })).toEqual({ robot: 1 })
  const csv = file('faq.csv', 'question,answer\nWhen?,Now\nWhy?\nWhere?,Here\n')
  expect(await run('import-faq', { robot: '1', file: csv })).toEqual({
    imported: 2,
    entries: 2,
    refused: 1,
    problems: [{ line: 3, why: 'answer is missing' }]
  })
  const json = file('faq.json', JSON.stringify([{ question: 'When?', answer: 'Later' }]))
  expect(await run('import-faq', { robot: '1', file: json })).toMatchObject({ imported: 1, entries: 2 })
  const robot = await findRobot(world.database, world.company.id, 1)
  const answers = (await faqsOf(world.database, robot!)).map(({ answer }) => answer)
  expect(answers).toEqual(['Later', 'Here'])
})

test('[BOT-import] openzc admin writes what a robot knows, and never over a file that is there', async () => {
  const path = join(folder, 'out.csv')
  expect(await run('export-faq', { robot: '1', file: path })).toEqual({ exported: 2, format: 'csv' })
  expect(readFaqFile(readFileSync(path, 'utf8')).faqs.map(({ answer }) => answer)).toEqual(['Later', 'Here'])
  await expect(run('export-faq', { robot: '1', file: path })).rejects.toThrow('cannot be written')
})

test('[BOT-faq] openzc admin names the robot of a channel, and takes it away', async () => {
  const settings = async () => (await channelsOf(world.database, world.company.id))[0]!.settings
  const before = await settings()
  await run('create-robot', { name: 'Second' })
  await run('set-robot', { robot: '1', scope: 'h5' })
  expect(await settings()).toEqual(before)
  await run('set-robot', { robot: '1', mode: '1' })
  expect(await settings()).toEqual({ ...before, robot: 1, mode: 1 })
  await run('set-robot', { robot: 'none' })
  expect(await settings()).toEqual(before)
})

test.each([
  ['import-faq', { robot: '9', file: 'x' }, 'no robot of this number'],
  ['import-faq', { robot: '1', file: '/nowhere/faq.csv' }, 'there is no file'],
  ['import-faq', { robot: '1', file: tmpdir() }, 'there is no file'],
  ['set-robot', { robot: '-1' }, 'has to be a number of a robot, or none'],
  ['set-robot', { robot: '1', mode: '5' }, 'has to be 1 (robot only)']
] as const)('[BOT-import] openzc admin %s with %j says what is wrong', async (name, args, says) => {
  await expect(run(name, args)).rejects.toThrow(says)
})

test('[BOT-faq] the demo company has a robot from the first start on, and once', async () => {
  await run('demo-link', {})
  await run('demo-link', {})
  const company = (await companyBySysnum(world.database, DEMO_SYSNUM))!
  const [robot, ...others] = await robotsOf(world.database, company.id)
  expect([others.length, (await faqsOf(world.database, robot!)).length]).toEqual([0, 200])
  const settings = (await channelsOf(world.database, company.id)).map(channel => channel.settings)
  expect(settings.map(({ robot, mode }) => [robot, mode])).toEqual([
    [1, 2],
    [1, 2]
  ])
})

test('[BOT-import] another company’s robot is not found', async () => {
  const other = await world.makeCompany('0'.repeat(31) + '9', 'Other')
  const json = file('theirs.json', '[]')
  await expect(run('import-faq', { sysnum: other.sysnum, robot: '1', file: json })).rejects.toThrow(
    'no robot of this number'
  )
})
