import { fileURLToPath } from 'node:url'
import { bubbles, expect, row, say, tab, test } from './harness.ts'

// What agents see of visitors whom a robot serves.

const FAQ = fileURLToPath(new URL('../../../demo/faq.json', import.meta.url))

test.beforeAll(({ server }) => {
  const { sysnum } = server.demo
  const { robot } = server.admin('create-robot', '--sysnum', sysnum, '--name', 'Kettle')
  const which = ['--sysnum', sysnum, '--robot', String(robot)]
  server.admin('import-faq', ...which, '--file', FAQ)
  server.admin('set-robot', ...which, '--mode', '2')
})

// Other tests share the server, and their pages may name a type
test.afterAll(({ server }) => {
  server.admin('set-robot', '--sysnum', server.demo.sysnum, '--robot', 'none')
})

test('[DSK-modes] an agent reads along with a robot, cannot press its buttons, and takes the conversation', async ({
  desk
}) => {
  const name = `Guest ${Math.random().toString(36).slice(2, 7)}`
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(`&type=3&locale=en&uname=${encodeURIComponent(name)}`)
  await say(visitor, 'how long does delivry usually take')
  await expect(bubbles(visitor)).toHaveCount(2)

  await tab(ann, 'Colleagues').click()
  await row(ann, name).click()
  await expect(bubbles(ann)).toHaveCount(2)
  await expect(ann.getByText('With the robot')).toBeVisible()
  await expect(ann.locator('.closed')).toContainText('A robot answers here')
  for (const choice of await ann.locator('.bubble button').all()) await expect(choice).toBeDisabled()

  await ann.getByRole('button', { name: 'Accept' }).click()
  await expect(tab(ann, 'Mine')).toHaveAttribute('aria-selected', 'true')
  await say(ann, 'Hello, this is Ann')
  await expect(bubbles(visitor).last()).toHaveText('Hello, this is Ann')
  await say(visitor, 'when is my order sent')
  await expect(bubbles(ann)).toHaveCount(4)
  await expect(visitor.locator('.theirs .bubble')).toHaveCount(2)
})
