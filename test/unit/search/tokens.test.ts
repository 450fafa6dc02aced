import { expect, test } from 'vitest'
import { find, snippetOf, termsOf, tokensOf, wantedOf } from '#server/search/tokens'

const hits = (text: string, query: string) => {
  const places = find(text, termsOf(query))
  return places && places.map(({ from, to }) => text.slice(from, to))
}

test('[WB-report] words are tokens without case, width and accents; characters without spaces are single and in pairs', () => {
  expect(tokensOf('Où est ma COMMANDE no. SF１２３?').toSorted()).toEqual(
    ['commande', 'est', 'ma', 'no', 'ou', 'sf123'].toSorted()
  )
  expect(tokensOf('退货iPhone').toSorted()).toEqual(['iphone', '退', '退货', '货'].toSorted())
  expect(tokensOf('가나 다')).toEqual(['가나', '다'])
  expect(tokensOf('🙂 --- ')).toEqual([])
})

test('[WB-report] every way to write a query is found in what it was taken from', () => {
  for (const [text, query, found] of [
    ['我的订单还没有发货', '发货', ['发货']],
    ['我的订单还没有发货', '订单 发货', ['订单', '发货']],
    ['我要退款，退款！', '退款', ['退款', '退款']],
    ['The refunds are late', 'REFUND', ['refund']],
    ['Café Müller', 'cafe mull', ['Café', 'Müll']],
    ['ＡＢＣ１２３', 'abc12', ['ＡＢＣ１２']],
    ['mail ann@shop.example now', 'ann@shop', ['ann', 'shop']],
    ['ทดสอบภาษาไทย', 'ภาษา', ['ภาษา']],
    ['𠮷野家で食べる', '𠮷野', ['𠮷野']]
  ] as const)
    expect([text, hits(text, query)]).toEqual([text, found])
})

test('[WB-report] what is not there is not found: the middle of a word, characters in another order, one word of two', () => {
  expect(hits('a refund', 'fund')).toBeUndefined()
  expect(hits('货退', '退货')).toBeUndefined()
  // All pairs of it occur
  expect(hits('小明天天，天天小明', '明天天小')).toBeUndefined()
  expect(hits('only tea', 'tea coffee')).toBeUndefined()
})

test('[WB-report] the index is asked for nothing that a text with the query lacks', () => {
  for (const [text, query] of [
    ['我的订单还没有发货 SF1234567', '没有发 sf12'],
    ['İstanbul ﬁsh ①', 'istanbul fish 1'],
    ['か゚ が ｶﾞ', 'が'],
    ['a'.repeat(300), 'a'.repeat(200)]
  ] as const) {
    const tokens = tokensOf(text)
    for (const { token, isStart } of wantedOf(termsOf(query)))
      expect([query, tokens.some(one => (isStart ? one.startsWith(token) : one === token))]).toEqual([
        query,
        true
      ])
  }
})

test('[WB-report] a snippet has the hit in it, marked, wherever it is in a long text', () => {
  const text = `${'before '.repeat(50)}the needle is here ${'after '.repeat(80)}`
  const parts = snippetOf(text, find(text, termsOf('needle'))!)
  expect(parts.filter(({ isHit }) => isHit)).toEqual([{ text: 'needle', isHit: true }])
  expect(parts[0]!.text).toBe('…')
  expect(parts.map(one => one.text).join('').length).toBeLessThan(230)
})
