import { expect, test } from 'vitest'
import { DEFAULT_THRESHOLDS, judge, type Verdict } from '#server/bot/judge'
import { createSearch } from '#server/bot/search'
import { asked, beside, shopFaqs } from '#test/kit/robot-set'

const HIT_1 = 0.85
const HIT_3 = 0.95

const faqs = shopFaqs()
const search = await createSearch(faqs)
const ask = (text: string) => judge(search.find(text), DEFAULT_THRESHOLDS)

/** What the visitor is shown, the best first. */
const shown = (verdict: Verdict): string[] => {
  if (verdict.kind === 'unknown') return []
  return verdict.kind === 'answer' ? [verdict.id, ...verdict.others] : verdict.ids
}

test('[BOT-faq] finds what 300 phrasings of visitors ask for', () => {
  const places = asked.map(({ text, faq }) => shown(ask(text)).indexOf(faq))
  const share = (first: number) => places.filter(place => place >= 0 && place < first).length / places.length
  expect(asked.length).toBe(300)
  expect(share(1)).toBeGreaterThanOrEqual(HIT_1)
  expect(share(3)).toBeGreaterThanOrEqual(HIT_3)
})

test('[BOT-faq] finds as well in Chinese as in English', () => {
  for (const language of ['zh', 'en']) {
    const ours = asked.filter(one => one.language === language)
    const hits = ours.filter(({ text, faq }) => shown(ask(text))[0] === faq)
    expect(hits.length / ours.length, language).toBeGreaterThanOrEqual(0.83)
  }
})

test('[BOT-faq] answers wrongly less than once in twenty answers', () => {
  const answers = asked.flatMap(({ text, faq }) => {
    const verdict = ask(text)
    return verdict.kind === 'answer' ? [verdict.id === faq] : []
  })
  expect(answers.length).toBeGreaterThan(asked.length / 2)
  expect(answers.filter(isRight => !isRight).length / answers.length).toBeLessThan(0.05)
})

test('[BOT-faq] answers nothing that has nothing to do with the shop, and knows so for most of it', () => {
  const kinds = beside.map(text => ask(text).kind)
  expect(kinds).not.toContain('answer')
  expect(kinds.filter(kind => kind === 'unknown').length / kinds.length).toBeGreaterThanOrEqual(0.7)
})

test('[BOT-faq] answers each question and phrasing of the FAQ itself', () => {
  const all = faqs.flatMap(({ id, phrasings }) => phrasings.map(text => ({ id, text })))
  const wrong = all.filter(({ id, text }) => {
    const verdict = ask(` ${text.toUpperCase()} ?!`)
    return verdict.kind !== 'answer' || verdict.id !== id
  })
  // A few stand with two entries
  expect(wrong.length / all.length).toBeLessThan(0.01)
})

test('[BOT-faq] works with a handful of entries, too', async () => {
  const small = await createSearch([
    { id: 'hours', phrasings: ['When are you open?'], answer: 'From nine to five.' },
    { id: '退货', phrasings: ['怎么退货'], answer: '在订单里申请。' }
  ])
  const verdictOf = (text: string) => judge(small.find(text), DEFAULT_THRESHOLDS)
  expect(shown(verdictOf('opening hours please'))[0]).toBe('hours')
  expect(shown(verdictOf('东西想退掉'))[0]).toBe('退货')
  expect(verdictOf('tell me a joke').kind).toBe('unknown')
})

test.each([
  ['letters that are missing, wrong or too many', 'cancle my ordr', 'order-cancel.en'],
  ['words written in one', 'giftcard balance', 'gift-card-balance.en'],
  ['full-width letters', 'ＩＮＶＯＩＣＥ', 'pay-invoice.en'],
  ['a Chinese word that is cut differently', '开发票', 'pay-invoice.zh'],
  ['other words for the same', 'reimbursement status', 'refund-time.en']
])('[BOT-faq] sees through %s', (_what, text, faq) => {
  expect(shown(ask(text))).toContain(faq)
})

test.each([
  ['nothing', ''],
  ['blanks', ' \n\t '],
  ['signs', '?!…，。'],
  ['pictures', '😀👍🏽'],
  ['half a character', '\ud83d'],
  ['names of its insides', '~e1 ?z0 __proto__ constructor']
])('[BOT-faq] does not know %s', (_what, text) => {
  expect(ask(text).kind).toBe('unknown')
})

test('[BOT-faq] takes its time for nobody: a very long question is as quick as a short one', () => {
  const started = performance.now()
  ask('为什么我的快递还没到 where is my ordr '.repeat(200))
  expect(performance.now() - started).toBeLessThan(1_000)
})

test('[BOT-faq] an empty FAQ knows nothing', async () => {
  const empty = await createSearch([])
  expect(judge(empty.find('hello'), DEFAULT_THRESHOLDS)).toEqual({ kind: 'unknown' })
})
