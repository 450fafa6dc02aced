import { fileURLToPath } from 'node:url'
import { apart as test, bubble, expect, send } from '#test/kit/browser'

const FAQ = fileURLToPath(new URL('../../../demo/faq.json', import.meta.url))

/** Other files of this worker may have made robots of the same company before. */
let which: string[]

test.beforeAll(({ site: { server, sysnum } }) => {
  const { robot } = server.admin('create-robot', '--sysnum', sysnum, '--name', 'Kettle')
  which = ['--sysnum', sysnum, '--robot', String(robot)]
  server.admin('import-faq', ...which, '--file', FAQ)
  server.admin('set-robot', ...which, '--mode', '2')
})

type Counted = { question: string; solved: number; unsolved: number }[]

test('[BOT-feedback] under each answer a click says whether it helped, and it is counted for that answer', async ({
  site,
  visitorPage: page
}) => {
  const { server } = site
  const counted = () => server.admin('robot-feedback', ...which)['answers'] as Counted
  const before = counted()
  await page.goto(site.h5('&type=3&locale=en'))
  await send(page, 'how long does delivery usually take')
  const first = bubble(page, 'One or two days nearby')
  await expect(first).toBeVisible()
  await send(page, 'when is my order sent')
  const second = bubble(page, 'Orders paid before 4 pm')
  await expect(second).toBeVisible()
  // Of the older answer, after the newer one
  await first.getByRole('button', { name: 'Solved', exact: true }).click()
  await expect(bubble(page, 'Glad to hear that.')).toBeVisible()
  await second.getByRole('button', { name: 'Not solved' }).focus()
  await page.keyboard.press('Enter')
  const sorry = bubble(page, 'Sorry that this did not help')
  await expect(sorry.getByRole('button', { name: 'Talk to a person' })).toBeVisible()
  const change = counted().map(({ question, solved, unsolved }) => {
    const was = before.find(one => one.question === question)
    return { question, solved: solved - (was?.solved ?? 0), unsolved: unsolved - (was?.unsolved ?? 0) }
  })
  expect(change.filter(({ solved, unsolved }) => solved + unsolved > 0)).toMatchObject([
    { solved: 0, unsolved: 1 },
    { solved: 1, unsolved: 0 }
  ])
})

test('[BOT-feedback] [RCV-hello] without scripts the words are written instead of clicked', async ({
  site,
  browser
}) => {
  const { server, sysnum } = site
  server.admin('set-answering', ...which, '--hello', 'Kettle here, ask away.')
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${server.url}/chat/h5/index.html?sysnum=${sysnum}&type=3&locale=cn`)
  const list = page.frameLocator('iframe')
  await expect(list.getByText('Kettle here, ask away.')).toBeVisible()
  const says = async (text: string, answer: string) => {
    await page.getByRole('textbox').fill(text)
    await page.getByRole('button', { name: '发送' }).click()
    await expect(async () => {
      await page.reload()
      await expect(list.getByText(answer)).toBeVisible({ timeout: 500 })
    }).toPass()
  }
  await says('运费怎么算', '· 未解决')
  await says('未解决', '抱歉没能帮到您')
  await context.close()
  server.admin('set-answering', ...which, '--hello', 'none')
})
