import sharp from 'sharp'
import { expect, test, until } from '#test/kit/browser'
import { framed, oldPage, sendByForm } from './old-page.ts'

test.use({ javaScriptEnabled: false, viewport: { width: 375, height: 667 } })

test('[DEP-h5-legacy] a visitor writes without scripts, the answer comes by itself, what is being typed stays', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(oldPage(site))
  await expect(framed(page).getByText('How can we help?')).toBeVisible()
  await sendByForm(page, 'Is the blue teapot\nin stock?')
  await expect(framed(page).locator('.mine .bubble')).toHaveText('Is the blue teapot\nin stock?')
  await desk.uid()
  await page.getByRole('textbox').fill('and the lid')
  await desk.say('Three are left.')
  await expect(framed(page).locator('.theirs .bubble')).toHaveText('Three are left.', { timeout: 20_000 })
  await expect(framed(page).getByText('Ann is now with you')).toBeVisible()
  await expect(page.getByRole('textbox')).toHaveValue('and the lid')
  const uid = await desk.uid()
  await until(() => desk.session.open(uid).receipts.visitor.delivered > 0)
})

test('[DEP-h5-legacy] a reload and a second click store nothing twice; another text after “back” is stored, too', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(oldPage(site))
  await page.getByRole('textbox').fill('once')
  await page.locator('#send').dblclick()
  await expect(framed(page).locator('.mine .bubble')).toHaveText('once')
  await page.reload()
  await expect(framed(page).locator('.mine .bubble')).toHaveText('once')
  await page.goBack()
  await sendByForm(page, 'twice')
  await desk.uid()
  await until(() => desk.texts().includes('twice'))
  expect(desk.texts()).toEqual(['once', 'twice'])
})

test('[DEP-h5-legacy] the same form sent again is the same message', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(oldPage(site))
  const form = await page.locator('input[name=form]').getAttribute('value')
  for (const text of ['the same', 'the same', 'another']) {
    const answer = await page.request.post(oldPage(site), { multipart: { form: form!, text, from: '' } })
    expect(answer.status()).toBe(200)
  }
  await desk.uid()
  await until(() => desk.texts().includes('another'))
  expect(desk.texts()).toEqual(['the same', 'another'])
})

test('[DEP-h5-legacy] a picture and a file go up with the form, are shown to both, and open by their links', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(oldPage(site))
  const buffer = await sharp({ create: { width: 900, height: 300, channels: 3, background: '#0f766e' } })
    .png()
    .toBuffer()
  await page.locator('input[type=file]').setInputFiles({ name: 'tea.png', mimeType: 'image/png', buffer })
  await sendByForm(page, 'my pot')
  const picture = framed(page).getByRole('img', { name: 'tea.png' })
  await expect(picture).toBeVisible()
  await expect(framed(page).locator('.mine .bubble').first()).toHaveText('my pot')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '订单.txt', mimeType: 'text/plain', buffer: Buffer.from('17') })
  await page.locator('#send').click()
  const file = framed(page).getByRole('link', { name: '订单.txt' })
  const [download] = await Promise.all([page.waitForEvent('download'), file.click()])
  expect(download.suggestedFilename()).toBe('订单.txt')
  const uid = await desk.uid()
  await until(
    () =>
      desk.session
        .open(uid)
        .entries.filter(({ content }) => content.kind === 'image' || content.kind === 'file').length === 2
  )
})

test('[DEP-h5-legacy] a file that is refused is told in words, and the text beside it is sent', async ({
  site,
  page,
  desk
}) => {
  await page.goto(oldPage(site, '&lan=en'))
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'x.html', mimeType: 'text/html', buffer: Buffer.from('<b>') })
  await sendByForm(page, 'see the page')
  await expect(page.getByRole('alert')).toContainText('Files of this kind cannot be sent')
  await expect(page.getByRole('textbox')).toHaveValue('')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.alloc(22 * 1024 * 1024) })
  await sendByForm(page, 'after all')
  await expect(page.getByRole('alert')).toContainText('at most 20 MB')
  await expect(page.getByRole('textbox')).toHaveValue('after all')
  await page.getByRole('textbox').fill('')
  await page.locator('#send').click()
  await expect(page.getByRole('alert')).toContainText('Write a message')
  await sendByForm(page, 'after all')
  await expect(page.getByRole('alert')).toBeHidden()
  await desk.uid()
  await until(() => desk.texts().includes('after all'))
  expect(desk.texts()).toEqual(['see the page', 'after all'])
})

test('[DEP-h5-legacy] earlier messages are pages behind a link', async ({
  site,
  visitorPage: page,
  desk
}) => {
  test.slow()
  await page.goto(oldPage(site))
  await sendByForm(page, 'the very first')
  const uid = await desk.uid()
  for (let i = 1; i <= 70; i++) desk.session.send(uid, { kind: 'text', text: `message ${i} of many` })
  await until(() => desk.session.pending(uid).length === 0, 20_000)
  await page.reload()
  const list = framed(page)
  await expect(list.getByText('message 70 of many')).toBeInViewport()
  await expect(list.getByText('message 40 of many')).toHaveCount(0)
  await list.getByRole('link', { name: 'Earlier messages' }).click()
  await expect(list.getByText('message 40 of many')).toBeVisible()
  await list.getByRole('link', { name: 'Earlier messages' }).click()
  await expect(list.getByText('the very first')).toBeVisible()
  await expect(list.getByRole('link', { name: 'Earlier messages' })).toHaveCount(0)
  await list.getByRole('link', { name: 'To the newest message' }).click()
  await expect(list.getByText('message 70 of many')).toBeInViewport()
})

test('[DEP-h5-legacy] the list stops coming anew when the visitor wants it to', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(oldPage(site))
  await sendByForm(page, 'hello')
  await framed(page).getByRole('link', { name: 'Stop' }).click()
  await desk.say('heard')
  await expect(framed(page).getByText('heard')).toHaveCount(0)
  await framed(page).getByRole('link', { name: 'Look for new messages' }).click()
  await expect(framed(page).getByText('heard')).toBeVisible()
  await framed(page).getByRole('link', { name: 'by themselves' }).click()
  await desk.say('heard again')
  await expect(framed(page).getByText('heard again')).toBeVisible({ timeout: 20_000 })
})

for (const { query, locale, label, send, title } of [
  { query: '&lan=zh', locale: 'en-GB', label: '消息', send: '发送', title: '与Demo Shop对话' },
  { query: '', locale: 'zh-TW', label: '訊息', send: '傳送', title: '與Demo Shop對話' },
  { query: '&locale=en', locale: 'zh-CN', label: 'Message', send: 'Send', title: 'Chat with Demo Shop' }
]) {
  test.describe(locale, () => {
    test.use({ locale })
    test(`[DEP-h5-legacy] ${query || 'no language in the link'} in a ${locale} browser says ${send}`, async ({
      site,
      visitorPage: page
    }) => {
      await page.goto(oldPage(site, query))
      await expect(page).toHaveTitle(title)
      await expect(page.getByRole('textbox', { name: label })).toBeVisible()
      await expect(page.getByRole('button', { name: send })).toBeVisible()
    })
  })
}

test('[WILD-paths] [DEP-h5-legacy] camel-case parameters of the first generation reach the agent, however the path is written', async ({
  site,
  visitorPage: page,
  desk
}) => {
  const said = {
    sysNum: site.sysnum,
    partnerId: 'p-77',
    moduleType: '2',
    groupId: 'g-1',
    aid: 'a-9',
    robotFlag: '3',
    lan: 'en',
    titleFlag: '2',
    customTitle: 'Tea advice',
    back: '1',
    uname: '小丁哥',
    tel: '18888888888',
    params: '{"等级":"Boss"}'
  }
  // As in the wild: put together without any encoding
  const query = Object.entries(said).map(([name, value]) => `${name}=${value}`)
  await page.goto(`${site.server.url}/Chat/H5/Index.html?${query.join('&')}#0`)
  await expect(page.getByRole('heading', { name: 'Tea advice' })).toBeVisible()
  await expect(page).toHaveTitle('Tea advice')
  await sendByForm(page, 'hello')
  await expect(framed(page).locator('.mine .bubble')).toHaveText('hello')
  expect(page.url()).toContain('customTitle=Tea%20advice')
  const uid = await desk.uid()
  await until(() => desk.session.visitor(uid)?.profile.claims !== undefined)
  expect(desk.session.visitor(uid)!.profile).toMatchObject({
    name: '小丁哥',
    claims: {
      partnerid: 'p-77',
      type: '2',
      groupid: 'g-1',
      agentid: 'a-9',
      robotid: '3',
      tel: '18888888888',
      params: '{"等级":"Boss"}'
    }
  })
})

test('[DEP-h5-legacy] hostile text is text, and only safe addresses are links', async ({
  site,
  visitorPage: page,
  desk
}) => {
  const hostile = `</textarea></div><img src=x onerror="alert(1)"><script>alert(1)</script>'"&amp;`
  await page.goto(
    oldPage(site, `&uname=${encodeURIComponent(hostile)}&customTitle=${encodeURIComponent('<b>x</b>')}`)
  )
  await expect(page.getByRole('heading')).toHaveText('<b>x</b>')
  await sendByForm(page, hostile)
  await expect(framed(page).locator('.mine .bubble')).toHaveText(hostile)
  await desk.say('javascript:alert(1) https://example.com/a_(b). <iframe src=//evil.example>')
  await page.reload()
  const answer = framed(page).locator('.theirs .bubble')
  await expect(answer).toHaveText(
    'javascript:alert(1) https://example.com/a_(b). <iframe src=//evil.example>'
  )
  await expect(answer.getByRole('link')).toHaveText(['https://example.com/a_(b)'])
  await expect(answer.getByRole('link')).toHaveAttribute('rel', /noopener/)
  await expect(framed(page).locator('img, script, iframe, b')).toHaveCount(0)
})

test('[DEP-h5-legacy] a link of no company says so', async ({ site, visitorPage: page }) => {
  await page.goto(`${site.server.url}/chat/h5/index.html?sysnum=nobody&lan=zh`)
  await expect(page.getByRole('alert')).toHaveText('此服务器上没有这个聊天。')
})
