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
  // Beyond 150 rows only those near what is seen are there
  const MANY = 120
  // One after the other: they end in this order
  for (let i = 0; i < MANY; i++) await comeAndGo(server, `Guest-${i}.`)
  const ann = await desk.agent()
  await tab(ann, 'Ended').click()
  const rows = ann.getByRole('tabpanel').getByRole('link')
  await expect(rows).toHaveCount(100)
  await expect(row(ann, `Guest-${MANY - 1}.`)).toBeVisible()

  await ann.locator('#inbox-list').evaluate(list => list.scrollTo(0, list.scrollHeight))
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(MANY)
  // What was there stays where it was
  await expect(rows.first()).toContainText(`Guest-${MANY - 1}.`)

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

  // With the keyboard alone
  await rows.nth(99).focus()
  for (let i = 0; i < 80; i++) await ann.keyboard.press('j')
  await expect(row(ann, `I am Guest-0.`)).toHaveCount(1)
  await expect(ann.getByRole('button', { name: 'Show older ones' })).toHaveCount(0)
  const names = await rows.allTextContents()
  expect(new Set(names.map(one => /Guest-\d+/.exec(one)?.[0])).size).toBe(names.length)
})
