import { bubble, expect, send, test, until } from '#test/kit/browser'

// The desk of the demo company assigns by itself here; each worker has a server of its own.

test.afterEach(({ site }) => {
  site.server.admin('set-desk', '--sysnum', site.sysnum, '--assign', 'manual')
})

test('[DSK-queue] a visitor who waits sees the place, which moves, until somebody answers', async ({
  site,
  browser,
  desk,
  problems
}) => {
  // Three browsers, and commands in processes of their own
  test.slow()
  void problems
  const { server, sysnum } = site
  // What tests before it in this worker have left waiting would be first in the queue
  const of = (status: string) => desk.session.inbox().filter(one => one.status === status)
  for (const { uid, cid } of [...of('active'), ...of('queued')]) desk.session.end(uid, cid)
  await until(() => of('queued').length === 0)
  server.admin('set-capacity', '--email', server.demo.agents[0]!.email, '--capacity', '1')
  server.admin('set-desk', '--sysnum', sysnum, '--assign', 'auto')
  const asks = async (text: string, query = '') => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(site.h5(query))
    await send(page, text)
    await expect(bubble(page, text)).toBeVisible()
    return page
  }
  const first = await asks('first')
  await expect(first.getByText('is now with you')).toBeVisible()
  const second = await asks('second')
  const line = second.locator('.status-line')
  await expect(line).toContainText('Number 1 in the queue, about 5 min')
  const third = await asks('third', '&locale=cn')
  await expect(third.locator('.status-line')).toContainText('排队第 2 位，约需 10 分钟')
  await expect(first.locator('.status-line')).toHaveText('')

  // Comes back: the place is told again
  await third.reload()
  await expect(third.locator('.status-line')).toContainText('排队第 2 位，约需 10 分钟')

  const holder = desk.session.inbox().find(one => one.status === 'active')!
  desk.session.end(holder.uid, holder.cid)
  await expect(second.getByText('is now with you')).toBeVisible()
  await expect(line).toHaveText('')
  await expect(third.locator('.status-line')).toContainText('排队第 1 位，约需 5 分钟')

  // Whoever gives up leaves nothing behind
  const next = desk.session.inbox().find(one => one.status === 'queued')!
  desk.session.end(next.uid, next.cid)
  await until(() => desk.session.inbox().find(one => one.cid === next.cid)?.status === 'ended')
  await expect(third.locator('.status-line')).toHaveText('')
  const last = desk.session.inbox().find(one => one.status === 'active')!
  desk.session.end(last.uid, last.cid)
  await expect(second.getByText('The conversation was ended')).toBeVisible()
  for (const page of [first, second, third]) await page.context().close()
})
