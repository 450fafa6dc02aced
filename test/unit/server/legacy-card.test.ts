import { expect, test } from 'vitest'
import type { Card } from '#protocol/card'
import { textsIn } from '#server/language'
import { toRow } from '#server/legacy/rows'

const read = (card: Card, language: 'en' | 'zh-CN' = 'en') =>
  toRow(
    { seq: 1, id: 'e', at: 1, cid: 'c', by: { role: 'visitor', id: 'u' }, content: { kind: 'card', card } },
    { texts: textsIn(language), linked: true }
  )!.pieces

const order: Card = {
  type: 'order',
  status: 1,
  code: '121212',
  fee: 1000,
  goods: [{ name: 'Tea' }, { name: 'Cup' }],
  url: 'pages/order/index'
}

test('[CARD-product] without scripts a product is its words and its address', () => {
  expect(read({ type: 'product', title: 'Tea', note: '¥128', url: 'https://shop.example/tea' })).toEqual([
    { text: '[card] Tea\n¥128\n' },
    { text: 'https://shop.example/tea', url: 'https://shop.example/tea' }
  ])
})

test('[CARD-order] without scripts an order is a few lines, in both languages; a mini program’s page is text', () => {
  expect(read(order)).toEqual([
    { text: '[card] Order 121212\nTo be paid\nTea\nCup\n¥10.00\npages/order/index' }
  ])
  expect(read({ ...order, status: 0, statusText: '待自提' }, 'zh-CN')[0]!.text).toMatch(
    /^\[卡片\] 订单 121212\n待自提\n/
  )
})
