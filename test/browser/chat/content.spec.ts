import { writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { bubble, expect, send, test, until } from '#test/kit/browser'

const HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'

test('markup in a message is text on both sides, and only safe addresses become links', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.h5())
  await send(page, HOSTILE)
  await expect(bubble(page, '<img src=x')).toBeVisible()
  await desk.say(
    'see https://example.com/a_(b). javascript:alert(1) data:text/html,x www.example.org and a@b.example'
  )
  const row = bubble(page, 'see https')
  await expect(row.getByRole('link')).toHaveText([
    'https://example.com/a_(b)',
    'www.example.org',
    'a@b.example'
  ])
  for (const link of await row.getByRole('link').all()) {
    expect(await link.getAttribute('rel')).toContain('noopener')
    expect(await link.getAttribute('href')).toMatch(/^(https:\/\/|mailto:)/)
  }
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
})

test('a picture and a file go up with progress, are shown, and open', async ({
  site,
  visitorPage: page,
  desk
}, info) => {
  const picture = info.outputPath('tea.png')
  writeFileSync(
    picture,
    await sharp({ create: { width: 600, height: 300, channels: 3, background: '#0f766e' } })
      .png()
      .toBuffer()
  )
  const text = info.outputPath('order.txt')
  writeFileSync(text, 'Order 17')
  await page.goto(site.h5())
  await send(page, 'two files')
  await desk.say('send them here')
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Send a file or picture' }).click()
  ])
  await chooser.setFiles([picture, text])
  const image = page.getByRole('log').getByRole('img', { name: 'tea.png' })
  await expect(image).toBeVisible()
  await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(600)
  const link = page.getByRole('link', { name: /Download order.txt/ })
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  expect(download.suggestedFilename()).toBe('order.txt')
  const uid = await desk.uid()
  await until(
    () =>
      desk.session
        .open(uid)
        .entries.filter(entry => entry.content.kind === 'image' || entry.content.kind === 'file').length === 2
  )
})

test('a refused upload says why, and can be dismissed', async ({ site, visitorPage: page }, info) => {
  const path = info.outputPath('page.html')
  writeFileSync(path, '<script>alert(1)</script>')
  await page.goto(site.h5())
  await page.locator('input[type=file]').setInputFiles(path)
  await expect(page.getByRole('alert')).toHaveText('page.html: files of this kind cannot be sent')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('a picture may be pasted or dropped', async ({ site, visitorPage: page }) => {
  await page.goto(site.h5())
  const bytes = [
    ...(await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer())
  ]
  await page.evaluate(bytes => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }))
    document
      .querySelector('textarea')!
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    const dropped = new DataTransfer()
    dropped.items.add(new File([new Uint8Array(bytes)], 'dropped.png', { type: 'image/png' }))
    document
      .querySelector('.conversation')!
      .dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }))
  }, bytes)
  for (const name of ['pasted.png', 'dropped.png'])
    await expect(page.getByRole('log').getByRole('img', { name })).toBeVisible()
})

test('emoji are picked with the keyboard and land where the cursor is', async ({
  site,
  visitorPage: page
}) => {
  await page.goto(site.h5())
  await page.getByRole('textbox').fill('ab')
  await page.getByRole('textbox').press('ArrowLeft')
  await page.getByRole('button', { name: 'Emoji' }).click()
  await expect(page.getByRole('dialog', { name: 'Choose an emoji' })).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox')).toHaveValue(/^a.+b$/u)
  await page.keyboard.press('Escape')
})

test('5,000 messages: at most 300 rows in the document, history loads upwards and what is read stays in place', async ({
  site,
  visitorPage: page,
  desk
}) => {
  test.setTimeout(120_000)
  await page.goto(site.h5())
  await send(page, 'the very first')
  const uid = await desk.uid()
  for (let i = 0; i < 60; i++) desk.session.send(uid, { kind: 'text', text: `line ${i}\nof a long history` })
  await until(() => desk.session.pending(uid).length === 0, 30_000)
  await page.reload()
  const list = page.getByRole('region', { name: 'Messages' })
  await expect(bubble(page, 'line 59')).toBeVisible()
  await expect(bubble(page, 'the very first')).toHaveCount(0)
  for (let i = 0; i < 40 && (await bubble(page, 'the very first').count()) === 0; i++) {
    await list.evaluate(one => (one.scrollTop = 0))
    await page.waitForTimeout(60)
  }
  await expect(bubble(page, 'the very first')).toHaveCount(1)
  expect(await list.evaluate(one => one.scrollTop)).toBeGreaterThan(0)
  await desk.say('something new meanwhile')
  const jump = page.getByRole('button', { name: /New messages \(1\)/ })
  await expect(jump).toBeVisible()
  await jump.click()
  await expect(bubble(page, 'something new meanwhile')).toBeInViewport()
})
