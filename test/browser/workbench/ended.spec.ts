import type { Page } from '@playwright/test'
import type { ServerProcess } from '../../kit/server-process.ts'
import { expect, row, tab, test } from './harness.ts'

type Frame = { type: string; entry?: { cid: string; content: { kind: string } } }

/** A visitor who says something and leaves. */
async function comeAndGo({ url, demo }: ServerProcess, name: string) {
  const response = await fetch(`${url}/api/visitor/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sysnum: demo.sysnum })
  })
  const { uid, token } = (await response.json()) as { uid: string; token: string }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`)
  const tell = (frame: object) => socket.send(JSON.stringify(frame))
  await new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error('no connection'))
    socket.onopen = () => tell({ type: 'hello', protocol: 1, token, follow: [{ uid, at: null }] })
    socket.onmessage = ({ data }) => {
      const { type, entry } = JSON.parse(String(data)) as Frame
      if (type === 'welcome') {
        tell({ type: 'profile', uid, profile: { name } })
        tell({ type: 'send', uid, clientId: 'one', content: { kind: 'text', text: `I am ${name}` } })
      }
      if (type === 'ack') tell({ type: 'end', uid, cid: entry!.cid })
      if (type === 'entry' && entry?.content.kind === 'ended') resolve()
    }
  })
  socket.close()
}

test('[WB-inbox] ended conversations go on as the list is scrolled or walked through, and an old one has an address', async ({
  desk,
  server
}) => {
  const MANY = 170
  // One after the other: they end in this order
  for (let i = 0; i < MANY; i++) await comeAndGo(server, `Guest-${i}.`)
  const newestFirst = Array.from({ length: MANY }, (_, i) => `Guest-${MANY - 1 - i}.`)
  const ann = await desk.agent()
  await tab(ann, 'Ended').click()
  const rows = ann.getByRole('tabpanel').getByRole('link')
  await expect(rows).toHaveCount(100)
  await expect(row(ann, `Guest-${MANY - 1}.`)).toBeVisible()

  // All of them, each once; of so many only those near what is seen are there at a time
  expect(await scrollThrough(ann, MANY)).toEqual(newestFirst)

  await ann.getByRole('searchbox', { name: 'Search name' }).fill('Guest-3.')
  const older = ann.getByRole('button', { name: 'Search older ones, too' })
  if (await older.isVisible()) await older.click()
  await expect(row(ann, 'I am Guest-3.')).toBeVisible()
  await row(ann, 'I am Guest-3.').click()
  await expect(ann.locator('.bubble')).toContainText('I am Guest-3.')

  // In a list that has it not, too
  await ann.reload()
  await expect(ann.locator('.bubble')).toContainText('I am Guest-3.')
  await ann.getByRole('button', { name: 'Clear the search' }).click()
  await tab(ann, 'Ended').click()

  // With the keyboard alone: one after the other, none left out, though an old one was there before those between
  await row(ann, newestFirst[0]!).focus()
  const walked = [newestFirst[0]!]
  const focused = ann.locator('a:focus')
  while (walked.length < MANY) {
    await ann.keyboard.press('j')
    await expect(focused).not.toContainText(walked.at(-1)!)
    walked.push(nameIn(await focused.textContent()))
  }
  expect(walked).toEqual(newestFirst)
})

test('[WB-inbox] what ends while the workbench is open for long is all there, though the page keeps the newest alone', async ({
  desk,
  server
}) => {
  const MANY = 160
  const ann = await desk.agent()
  await tab(ann, 'Ended').click()
  for (let i = 0; i < MANY; i++) await comeAndGo(server, `Later-${i}.`)
  await expect(row(ann, `Later-${MANY - 1}.`)).toBeVisible()
  await expect(ann.getByRole('button', { name: 'Show older ones' })).toBeVisible()
  expect(await scrollThrough(ann, MANY)).toEqual(
    Array.from({ length: MANY }, (_, i) => `Later-${MANY - 1 - i}.`)
  )
})

/** The first names in the list of the tab, from its top to its end; what others have left behind is older. */
async function scrollThrough(ann: Page, count: number): Promise<string[]> {
  const rows = ann.getByRole('tabpanel').getByRole('link')
  const list = ann.locator('#inbox-list')
  await list.evaluate(box => box.scrollTo(0, box.scrollHeight))
  await expect.poll(() => list.evaluate(box => box.scrollHeight)).toBeGreaterThan(count * 50)
  await list.evaluate(box => box.scrollTo(0, 0))
  // The window over the rows is back at the top
  await expect.poll(() => list.locator('li[aria-hidden]').count()).toBeLessThanOrEqual(1)
  const seen = new Set<string>()
  for (let isEnd = false; !isEnd;) {
    for (const one of await rows.allTextContents()) seen.add(nameIn(one))
    isEnd = await list.evaluate(box => {
      box.scrollBy(0, box.clientHeight)
      return new Promise<boolean>(resolve =>
        requestAnimationFrame(() =>
          requestAnimationFrame(() => resolve(box.scrollTop + box.clientHeight >= box.scrollHeight - 1))
        )
      )
    })
  }
  for (const one of await rows.allTextContents()) seen.add(nameIn(one))
  return [...seen].filter(Boolean).slice(0, count)
}

const nameIn = (text: string | null) => /(Guest|Later)-\d+\./.exec(text ?? '')?.[0] ?? ''
