import { toAddress } from './address.ts'
import type { Card, Order, Product } from './card.ts'
import type { ChatConfig } from './keys.ts'
import { LIMITS } from './limits.ts'
import type { Ignored } from './resolve-config.ts'

/** What a page or a link offers its visitor to send. */
export type Offer = {
  cards: Card[]
  /** The line above the cards, and texts that can be sent with one touch. */
  guide: string | undefined
  menus: string[]
  /** CD4 Sent by itself when a conversation with a person begins. */
  isAutomatic: boolean
  ignored: Ignored[]
}

type Fields = Record<string, unknown>

/**
 * The product of `card_*`, the order of `order_*` and the cards of `card_info`. Each fits the schema of cards, its fields in the
 * schema's order, or is left out and named: so no browser has to carry the schema.
 */
export function toOffer(config: ChatConfig): Offer {
  const info: Fields = config.card_info ?? {}
  const ignored: Ignored[] = []
  const order = toOrder(config)
  if (order && order.goods.length < (config.goods?.length ?? 0))
    ignored.push({ key: 'part of goods', why: `has no name, or is beyond the first ${LIMITS.goods}` })
  const given: [key: string, card: Card | string | undefined][] = [
    ['card_*', toProduct(config)],
    ['order_*', order],
    ...listOf(info['customCards']).map(one => ['card_info', toV6Card(one, info)] as [string, Card | string])
  ]
  if (config.card_info && given.length === 2) given.push(['card_info', 'has no customCards'])
  const cards = given.flatMap(([key, card]) => {
    if (typeof card === 'object' && JSON.stringify(card).length <= LIMITS.cardLength) return [card]
    if (card) ignored.push({ key, why: typeof card === 'string' ? card : 'makes a card that is too large' })
    return []
  })
  return {
    cards,
    guide: textOf(info['cardGuide']),
    menus: toMenus(info['cardMenus']),
    isAutomatic: /^(1|true)$/i.test(String(info['cardTrigger'])),
    ignored
  }
}

function toProduct(config: ChatConfig): Product | string | undefined {
  const { card_title, card_url: url, card_desc, card_note, card_picture: picture } = config
  const title = textOf(card_title)
  if (title) return { type: 'product', title, url, desc: textOf(card_desc), note: textOf(card_note), picture }
  return (url ?? card_desc ?? card_note ?? picture) && 'needs a card_title'
}

function toOrder(config: ChatConfig): Order | undefined {
  const { order_status, order_code, order_url: url, goods_count: count, total_fee: fee, goods } = config
  if ([order_status, order_code, count, fee, goods].every(one => one === undefined)) return undefined
  const status = Number(order_status ?? 0) as Order['status']
  return {
    type: 'order',
    status,
    statusText: status === 0 ? textOf(config.status_custom, 100) : undefined,
    createdAt: config.create_time,
    code: textOf(order_code, LIMITS.nameLength),
    url,
    count,
    fee,
    goods: listOf(goods).flatMap(({ name, pictureUrl }) => {
      const known = textOf(name)
      return known ? [{ name: known, picture: toAddress(pictureUrl) }] : []
    })
  }
}

/** The sixth generation has one form for both: its order is a product with a code and a state. Sums are in yuan. */
function toV6Card(card: Fields, info: Fields): Card | string {
  const field = (name: string) => textOf(card[`customCard${name}`])
  const title = field('Name')
  if (!title) return 'has a card without customCardName'
  const picture = toAddress(field('Thumbnail'))
  const url = toAddress(field('Link'), true) ?? toAddress(card['customMiniProgramUrl'], true)
  const desc = field('Desc')
  const symbol = field('AmountSymbol')?.replace('￥', '¥') ?? '¥'
  const amount = field('Amount')
  const note = textOf(amount && symbol + amount)
  if (String(info['cardType']) !== '0') return { type: 'product', title, url, desc, note, picture }
  const state = field('Status') ?? '0'
  const isKnown = /^[0-7]$/.test(state)
  const isYuan = /^(¥|元|CNY|RMB)\d{1,12}(\.\d*)?$/i.test(note ?? '')
  const order = toOrder({
    order_status: isKnown ? state : '0',
    status_custom: isKnown ? '' : state,
    order_code: field('Code') ?? field('Id') ?? '',
    goods: [{ name: title, pictureUrl: picture }]
  })!
  return {
    ...order,
    url,
    fee: isYuan ? Math.round(Number(amount) * 100) : undefined,
    desc,
    note: isYuan ? undefined : note
  }
}

function textOf(given: unknown, most: number = LIMITS.cardText): string | undefined {
  const text = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : ''
  return text.slice(0, most).trim() || undefined
}

const listOf = (given: unknown): Fields[] =>
  Array.isArray(given)
    ? given.slice(0, LIMITS.goods).filter((one): one is Fields => typeof one === 'object' && one !== null)
    : []

/** Words, or objects with a name; what sends the card (type 2) has its button already. */
function toMenus(given: unknown): string[] {
  const menus = Array.isArray(given)
    ? given.map(one => (typeof one === 'string' ? { menuName: one } : one))
    : []
  const names = listOf(menus).flatMap(({ menuName, menuType }) =>
    String(menuType) === '2' ? [] : (textOf(menuName, 100) ?? [])
  )
  return [...new Set(names)]
}
