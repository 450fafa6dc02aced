import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apart as test, bubble, expect, send } from '#test/kit/browser'

// The shortest times that a company can set: everything else about them is in test/http.

test.afterEach(({ site: { server, sysnum } }) => {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-none-'))
  writeFileSync(join(folder, 'none.json'), '[]')
  server.admin('set-timeouts', '--sysnum', sysnum, '--file', join(folder, 'none.json'))
  rmSync(folder, { recursive: true })
})

test('[DSK-timeout] a silent visitor is reminded in their language, and then the conversation ends', async ({
  site,
  visitorPage: page,
  desk
}) => {
  test.slow()
  const folder = mkdtempSync(join(tmpdir(), 'openzc-timeouts-'))
  const file = join(folder, 'timeouts.json')
  const timeouts = [
    { when: 'visitor-silent', afterS: 5, do: 'remind' },
    { when: 'visitor-silent', afterS: 12, do: 'end' }
  ]
  writeFileSync(file, JSON.stringify(timeouts))
  site.server.admin('set-timeouts', '--sysnum', site.sysnum, '--file', file)
  rmSync(folder, { recursive: true })
  await page.goto(site.h5('&locale=cn'))
  await send(page, '你好')
  await desk.say('请问是哪一款？')
  await expect(bubble(page, '请问是哪一款？')).toBeVisible()
  await expect(bubble(page, '请问您还在吗？')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('会话已结束')).toBeVisible({ timeout: 20_000 })
})
