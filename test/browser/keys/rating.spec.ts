import { bubble, expect, send, test, type Frame, type Page } from '#test/kit/browser'
import { open } from './open.ts'

const menu = (chat: Page | Frame) => chat.getByRole('button', { name: /^(More|更多)$/ })
const rateItem = (chat: Page | Frame) => chat.getByRole('button', { name: /Rate this|评价本次/ })
const stars = (chat: Page | Frame, score: number) =>
  chat.getByRole('radio', { name: new RegExp(`^(${score} of 5|${score} 星)`) })
const submit = (chat: Page | Frame) => chat.getByRole('button', { name: /Send rating|提交评价/ })

for (const surface of ['script', 'link'] as const) {
  test(`[CFG-feedback_flag] [key:feedback_flag:${surface}] a conversation can be rated, and the agent sees it; 0 takes that away`, async ({
    site,
    visitorPage: page,
    desk
  }) => {
    const chat = await open(page, site, surface, { feedback_flag: '1' })
    await menu(chat).click()
    await expect(rateItem(chat)).toHaveCount(0)
    await menu(chat).click()
    await send(chat as Page, 'hello')
    await desk.say('good day')
    await expect(bubble(chat, 'good day')).toBeVisible()
    await menu(chat).click()
    await rateItem(chat).click()
    await expect(submit(chat)).toBeDisabled()
    await stars(chat, 4).check({ force: true })
    await chat.getByPlaceholder(/add|补充/).fill('quick and kind')
    await submit(chat).click()
    await expect(chat.getByRole('img', { name: /^(4 of 5 stars|4 星)/ })).toBeVisible()
    const uid = await desk.uid()
    await expect
      .poll(() => desk.session.open(uid).entries.at(-1)?.content)
      .toEqual({ kind: 'rating', score: 4, comment: 'quick and kind' })
    const other = await open(page, site, surface, { feedback_flag: 0 })
    await expect(bubble(other, 'good day')).toBeVisible()
    await menu(other).click()
    await expect(rateItem(other)).toHaveCount(0)
  })

  test(`[CFG-satDegree_A] [key:satDegree_A:${surface}] true lets the visitor rate after the agent has ended the conversation`, async ({
    site,
    visitorPage: page,
    desk
  }) => {
    const chat = await open(page, site, surface, { satDegree_A: true })
    await send(chat as Page, 'hello')
    await desk.say('good day')
    const uid = await desk.uid()
    desk.session.end(uid, desk.session.open(uid).entries.at(-1)!.cid)
    await expect(chat.getByText(/was ended|已结束/)).toBeVisible()
    await menu(chat).click()
    await rateItem(chat).click()
    await stars(chat, 5).check({ force: true })
    await submit(chat).click()
    await expect(chat.getByRole('img', { name: /^(5 of 5 stars|5 星)/ })).toBeVisible()
    const entries = desk.session.open(uid).entries
    expect(new Set(entries.map(({ cid }) => cid)).size).toBe(1)
    const other = await open(page, site, surface, { satDegree_A: false })
    await expect(bubble(other, 'good day')).toBeVisible()
    await menu(other).click()
    await expect(rateItem(other)).toHaveCount(0)
  })

  test(`[CFG-show_evaluate] [key:show_evaluate:${surface}] 1 asks for a rating at the end`, async ({
    site,
    visitorPage: page,
    desk
  }) => {
    const chat = await open(page, site, surface, { show_evaluate: 1 })
    await send(chat as Page, 'hello')
    await desk.say('good day')
    await expect(bubble(chat, 'good day')).toBeVisible()
    if (surface === 'script') await chat.getByRole('button', { name: /Close the chat|关闭/ }).click()
    else {
      await menu(chat).click()
      await chat.getByRole('button', { name: /^(End the conversation|结束会话|结束对话)$/ }).click()
      await chat.getByRole('button', { name: /^(End|结束)$/ }).click()
    }
    await stars(chat, 3).check({ force: true })
    await submit(chat).click()
    if (surface === 'script') await expect(page.locator('#zc__sdk__container iframe')).toBeHidden()
    else await expect(chat.getByText(/You ended|您结束/)).toBeVisible()
    const uid = await desk.uid()
    await expect
      .poll(() => desk.session.open(uid).entries.some(({ content }) => content.kind === 'rating'))
      .toBe(true)
  })
}

test('[CFG-show_evaluate] who does not want to rate gets what was wanted', async ({
  site,
  visitorPage: page,
  desk
}) => {
  const chat = await open(page, site, 'script', { show_evaluate: true })
  await send(chat as Page, 'hello')
  await desk.say('good day')
  await expect(bubble(chat, 'good day')).toBeVisible()
  await chat.getByRole('button', { name: /Close the chat|关闭/ }).click()
  await chat.getByRole('button', { name: /Not now|暂不/ }).click()
  await expect(page.locator('#zc__sdk__container iframe')).toBeHidden()
})
