import { startRobotEndpoint } from '#test/kit/robot-endpoint'
import { apart as test, bubble, expect, send } from '#test/kit/browser'

// A robot whose answers come from another server, as the visitor sees it.

const KEY = 'a-key-of-the-company'
let endpoint: Awaited<ReturnType<typeof startRobotEndpoint>>
let robot: string

test.beforeAll(async ({ site: { server, sysnum } }) => {
  endpoint = await startRobotEndpoint({ key: KEY })
  robot = String(server.admin('create-robot', '--sysnum', sysnum, '--name', 'Faraway')['robot'])
})
test.afterAll(async ({ site: { server, sysnum } }) => {
  server.admin('set-robot', '--sysnum', sysnum, '--robot', 'none')
  await endpoint.close()
})

const WAYS = [
  { kind: 'http', path: '/good', answer: 'You said: is it <b>warm</b>?' },
  { kind: 'openai', path: '/model', answer: 'Two to four däys (2)' }
] as const

for (const { kind, path, answer } of WAYS)
  test(`[BOT-http] a robot of the kind ${kind} answers in the chat, and hands over when asked`, async ({
    site: { server, sysnum, h5 },
    visitorPage: page
  }) => {
    const which = ['--sysnum', sysnum, '--robot', robot]
    const model = kind === 'openai' ? ['--model', 'tea-1'] : []
    const url = endpoint.url(path)
    server.admin('set-robot-endpoint', ...which, '--kind', kind, '--url', url, '--key', KEY, ...model)
    server.admin('set-robot', ...which, '--mode', '2')
    await page.goto(h5(`&type=3&locale=en&robotid=${robot}`))
    await send(page, 'is it <b>warm</b>?')
    const said = bubble(page, answer)
    await expect(said).toHaveCount(1)
    await said.getByRole('button', { name: 'Talk to a person' }).click()
    await expect(bubble(page, 'passing you on')).toBeVisible()
  })

test('[BOT-http] while the answer is awaited the robot is at work; when none comes a person takes over', async ({
  site: { server, sysnum, h5 },
  visitorPage: page,
  desk
}) => {
  const which = ['--sysnum', sysnum, '--robot', robot]
  const given = ['--url', endpoint.url('/never'), '--key', KEY, '--timeout', '2']
  server.admin('set-robot-endpoint', ...which, '--kind', 'http', ...given)
  server.admin('set-robot', ...which, '--mode', '2')
  await page.goto(h5(`&type=3&locale=en&robotid=${robot}`))
  await send(page, 'is it warm?')
  await expect(page.getByText('Faraway is typing')).toBeVisible()
  await expect(bubble(page, 'I cannot answer just now.')).toBeVisible()
  await expect(page.getByText('Faraway is typing')).toHaveCount(0)
  await desk.say('Warm enough')
  await expect(bubble(page, 'Warm enough')).toBeVisible()
})
