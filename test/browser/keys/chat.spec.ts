import { bubble, expect, send, test, type Frame, type Page } from '#test/kit/browser'
import { open } from './open.ts'

// Keys that change the chat's own screen, on the page of its own (link) and in the floating window (script).

async function say(chat: Page | Frame, text: string) {
  await send(chat as Page, text)
  await expect(bubble(chat, text)).toBeVisible()
}

const emoji = (chat: Page | Frame) => chat.getByRole('button', { name: /Emoji|表情/ })
const attach = (chat: Page | Frame) => chat.getByRole('button', { name: /file or picture|文件或图片/ })

for (const surface of ['script', 'link'] as const) {
  test(`[CFG-emoji_state] [key:emoji_state:${surface}] hide takes the emoji button away once a person answers`, async ({
    site,
    visitorPage,
    desk
  }) => {
    const chat = await open(visitorPage, site, surface, { emoji_state: 'hide' })
    await expect(emoji(chat)).toBeVisible()
    await say(chat, 'hello')
    await expect(emoji(chat)).toBeVisible()
    await desk.say('good day')
    await expect(bubble(chat, 'good day')).toBeVisible()
    await expect(emoji(chat)).toHaveCount(0)
  })

  test(`[CFG-is_link] [key:is_link:${surface}] 0 leaves addresses plain text`, async ({
    site,
    visitorPage,
    desk
  }) => {
    const chat = await open(visitorPage, site, surface, { is_link: 0 })
    await say(chat, 'see https://shop.example/a')
    await desk.say('and https://shop.example/b')
    await expect(bubble(chat, 'shop.example/b')).toBeVisible()
    await expect(chat.getByRole('log').getByRole('link')).toHaveCount(0)
    const other = await open(visitorPage, site, surface, { is_link: 7 })
    await expect(other.getByRole('log').getByRole('link')).toHaveCount(2)
  })

  test(`[CFG-photo_flag] [key:photo_flag:${surface}] 0 removes the button for files`, async ({
    site,
    visitorPage,
    desk
  }) => {
    const chat = await open(visitorPage, site, surface, { photo_flag: '0' })
    await say(chat, 'hello')
    await desk.say('good day')
    await expect(bubble(chat, 'good day')).toBeVisible()
    await expect(attach(chat)).toHaveCount(0)
    const other = await open(visitorPage, site, surface, { photo_flag: 1 })
    await expect(attach(other)).toBeVisible()
  })

  test(`[CFG-show_face] [key:show_face:${surface}] 1 shows the agent’s face, with a picture the visitor’s, too`, async ({
    site,
    visitorPage: page,
    desk
  }) => {
    const face = `${site.shop}/pictures/clay-pot.svg`
    const chat = await open(page, site, surface, { show_face: 1, face })
    await say(chat, 'hello')
    await desk.say('good day')
    await expect(chat.locator('.theirs .face')).toHaveText('A')
    await expect(chat.locator('.mine .face img')).toHaveAttribute('src', face)
    const plain = await open(page, site, surface, { show_face: 0 })
    await expect(bubble(plain, 'good day')).toBeVisible()
    await expect(plain.locator('.face')).toHaveCount(0)
  })

  test(`[CFG-time] [key:time:${surface}] hides what is older than so many minutes`, async ({
    site,
    visitorPage: page,
    desk
  }) => {
    const chat = await open(page, site, surface, { time: 10 })
    await say(chat, 'of today')
    await desk.say('good day')
    await expect(bubble(chat, 'good day')).toBeVisible()
    // An hour later, as the visitor's clock has it
    await page.clock.install({ time: Date.now() + 3_600_000 })
    const later = await open(page, site, surface, { time: 10 })
    await expect(later.getByRole('region')).toBeVisible()
    await expect(bubble(later, 'of today')).toHaveCount(0)
    const all = await open(page, site, surface, { time: 120 })
    await expect(bubble(all, 'of today')).toBeVisible()
    await expect(bubble(all, 'good day')).toBeVisible()
  })

  test(`[CFG-top_bar] [key:title_flag:${surface}] 1 names the company, 3 the agent`, async ({
    site,
    visitorPage: page,
    desk
  }) => {
    const one = await open(page, site, surface, { title_flag: 1 })
    await say(one, 'hello')
    await desk.say('good day')
    await expect(bubble(one, 'good day')).toBeVisible()
    await expect(one.getByRole('heading', { level: 1 })).toHaveText('Demo Shop')
    const three = await open(page, site, surface, { title_flag: '3' })
    await expect(three.getByRole('heading', { level: 1 })).toHaveText('Ann')
  })

  test(`[CFG-top_bar] [key:custom_title:${surface}] is the title with title_flag 2`, async ({
    site,
    visitorPage: page
  }) => {
    const chat = await open(page, site, surface, { title_flag: 2, custom_title: '茶馆' })
    await expect(chat.getByRole('heading', { level: 1 })).toHaveText('茶馆')
  })
}

test('[CFG-photo_flag] on the H5 page the button for files comes with a person', async ({
  site,
  visitorPage,
  desk
}) => {
  const chat = await open(visitorPage, site, 'link', {})
  await expect(attach(chat)).toHaveCount(0)
  await say(chat, 'hello')
  await desk.say('good day')
  await expect(attach(chat)).toBeVisible()
})

test('[CFG-top_bar] [key:top_bar_flag:link] 1 has a way back, 0 leaves only the menu; custom_title names the page either way', async ({
  site,
  visitorPage: page
}) => {
  await page.goto(`${site.shop}/help.html`)
  await open(page, site, 'link', { top_bar_flag: 1, custom_title: '茶馆' })
  await expect(page).toHaveTitle('茶馆')
  await page.getByRole('button', { name: /Back|返回/ }).click()
  await expect(page).toHaveURL(/help\.html/)
  await open(page, site, 'link', { top_bar_flag: 0, custom_title: '茶馆' })
  await expect(page).toHaveTitle('茶馆')
  await expect(page.getByRole('heading', { level: 1 })).toBeHidden()
  await expect(page.getByRole('button', { name: /More|更多/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /Back|返回/ })).toHaveCount(0)
})
