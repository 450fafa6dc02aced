import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { Card } from '#protocol/card'
import { readLink } from '#protocol/link'
import { toOffer } from '#protocol/offer'
import { resolveConfig } from '#protocol/resolve-config'
import { runs } from '#test/kit/properties'

const offer = (given: Record<string, unknown>) => toOffer(resolveConfig(given, 'script').config)
const cards = (given: Record<string, unknown>) =>
  offer(given).cards.map(card => JSON.parse(JSON.stringify(card)) as unknown)

const picture = 'https://img.example/admin.png'
const order = { type: 'order', status: 0, goods: [] }

const TABLE: [title: string, given: Record<string, unknown>, made: unknown[]][] = [
  ['nothing', { uname: 'A' }, []],
  [
    '[CARD-product] the example of the documents',
    {
      card_title: '云客服',
      card_url: encodeURIComponent('http://www.shop.example'),
      card_desc: '云客服,在线客服系统',
      card_note: '1500,2000',
      card_picture: encodeURIComponent(picture)
    },
    [
      {
        type: 'product',
        title: '云客服',
        url: 'http://www.shop.example/',
        desc: '云客服,在线客服系统',
        note: '1500,2000',
        picture
      }
    ]
  ],
  ['[CARD-product] a title alone', { card_title: ' Tea ' }, [{ type: 'product', title: 'Tea' }]],
  [
    '[CARD-product] a page of a mini program',
    { card_title: 'Tea', card_url: '/pages/tea/index?id=7' },
    [{ type: 'product', title: 'Tea', url: '/pages/tea/index?id=7' }]
  ],
  [
    '[CARD-product] what is no address is left out, the card stays',
    { card_title: 'Tea', card_url: 'javascript:alert(1)', card_picture: 'data:image/png;base64,x' },
    [{ type: 'product', title: 'Tea' }]
  ],
  [
    '[CARD-order] the example of the documents, by script',
    {
      order_status: 1,
      status_custom: '自定义状态',
      create_time: '1586414406391',
      order_code: 11111,
      order_url: encodeURIComponent('http://www.shop.example'),
      goods_count: 2,
      total_fee: 1000,
      goods: JSON.stringify([{ name: 'saaadad', pictureUrl: encodeURIComponent(picture) }])
    },
    [
      {
        type: 'order',
        status: 1,
        createdAt: 1_586_414_406_391,
        code: '11111',
        url: 'http://www.shop.example/',
        count: 2,
        fee: 1000,
        goods: [{ name: 'saaadad', picture }]
      }
    ]
  ],
  [
    '[CARD-order] status 0 is what status_custom says; goods as a list',
    { order_status: '0', status_custom: '待自提', goods: [{ name: 'Tea', pictureUrl: picture }] },
    [{ ...order, statusText: '待自提', goods: [{ name: 'Tea', picture }] }]
  ],
  ['[CARD-order] no status at all', { order_code: 'A-1' }, [{ ...order, code: 'A-1' }]],
  [
    '[CARD-order] a decimal sum is refused',
    { order_code: 'A-1', total_fee: 10.5 },
    [{ ...order, code: 'A-1' }]
  ],
  ['[CARD-order] only what belongs to an order, without one', { status_custom: 'x', order_url: picture }, []],
  [
    '[CARD-v6] goods',
    {
      card_info: {
        cardType: 1,
        customCards: [
          {
            customCardName: 'Tea',
            customCardDesc: 'Green',
            customCardThumbnail: picture,
            customCardAmount: 99,
            customCardAmountSymbol: '￥',
            customMiniProgramUrl: 'pages/tea/index'
          },
          { customCardName: 'Cup', customCardLink: 'https://shop.example/cup' }
        ]
      }
    },
    [
      { type: 'product', title: 'Tea', url: 'pages/tea/index', desc: 'Green', note: '¥99', picture },
      { type: 'product', title: 'Cup', url: 'https://shop.example/cup' }
    ]
  ],
  [
    '[CARD-v6] orders: a known state or words, a sum in yuan or as it is written',
    {
      card_info: JSON.stringify({
        cardType: '0',
        customCards: [
          {
            customCardName: 'Tea',
            customCardCode: 'C1',
            customCardStatus: 2,
            customCardAmount: '699.90',
            customCardAmountSymbol: '¥'
          },
          {
            customCardName: 'Cup',
            customCardId: 'I2',
            customCardStatus: '待收货',
            customCardAmount: '12.5',
            customCardAmountSymbol: '$'
          }
        ]
      })
    },
    [
      { ...order, status: 2, code: 'C1', fee: 69_990, goods: [{ name: 'Tea' }] },
      { ...order, statusText: '待收货', code: 'I2', note: '$12.5', goods: [{ name: 'Cup' }] }
    ]
  ]
]

for (const [title, given, made] of TABLE) test(title, () => expect(cards(given)).toEqual(made))

test('[CARD-order] a link that is not encoded, as the documents have it', () => {
  const link =
    '?sysnum=4c349791&order_status=1&create_time=1586414406391&order_code=121212&order_url=http://www.shop.example&goods_count=2&total_fee=1000&goods=[{"name":"saaadad","pictureUrl":"https://img.example/admin.png"}]'
  // A browser writes quotes and brackets its own way
  for (const search of [link, new URL(`https://chat.example/${link}`).search]) {
    const { config } = resolveConfig(readLink(search), 'link')
    expect(toOffer(config).cards).toMatchObject([
      { status: 1, code: '121212', fee: 1000, count: 2, goods: [{ name: 'saaadad', picture }] }
    ])
  }
})

test('[CARD-product] without card_title there is no card, and it is said once', () => {
  expect(offer({ card_desc: 'x', card_note: 'y' })).toMatchObject({
    cards: [],
    ignored: [{ key: 'card_*', why: 'needs a card_title' }]
  })
})

test('[CARD-order] of goods that are too many or have no name it is said', () => {
  const many = Array.from({ length: 22 }, (_, i) => ({ name: `g${i}` }))
  expect(offer({ goods: many })).toMatchObject({
    cards: [{ goods: many.slice(0, 20) }],
    ignored: [{ key: 'part of goods' }]
  })
  expect(offer({ goods: [{ pictureUrl: picture }] }).ignored).toHaveLength(1)
  expect(offer({ goods: many.slice(0, 20) }).ignored).toEqual([])
})

test('[CARD-v6] guide, menus and trigger are read; what makes no card is named', () => {
  const menus = [
    'Where is it?',
    { menuName: 'Refund', menuType: 1 },
    { menuName: 'Send', menuType: 2 },
    null,
    7,
    'Refund'
  ]
  const customCards = [{ customCardName: 'Tea' }, { customCardDesc: 'no name' }]
  expect(
    offer({ card_info: { cardGuide: ' Which one? ', cardMenus: menus, cardTrigger: 'true', customCards } })
  ).toMatchObject({
    cards: [{ title: 'Tea' }],
    guide: 'Which one?',
    menus: ['Where is it?', 'Refund'],
    isAutomatic: true,
    ignored: [{ key: 'card_info', why: 'has a card without customCardName' }]
  })
  expect(offer({ card_info: { cardId: 1 } }).ignored).toEqual([
    { key: 'card_info', why: 'has no customCards' }
  ])
  expect(offer({ card_info: { customCards, cardTrigger: false } }).isAutomatic).toBe(false)
})

test('[CARD-order] a card of more than a message holds is refused as a whole', () => {
  // Encoded, letters of other languages take nine times their room
  const goods = Array.from({ length: 20 }, (_, i) => ({
    name: `g${i}`,
    pictureUrl: `https://img.example/${'茶'.repeat(200)}`
  }))
  expect(offer({ goods })).toMatchObject({ cards: [], ignored: [{ key: 'order_*' }] })
})

const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    'https://a.example/新 茶',
    '//a.example',
    'pages/a/b?x',
    'javascript:1',
    ' ',
    '\u0000',
    '0',
    'x'.repeat(1_200)
  ),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 })
)
const names =
  'card_title card_url card_desc card_note card_picture order_status status_custom create_time order_code order_url goods_count total_fee'
const v6 = 'Name Desc Thumbnail Id Code Status Amount AmountSymbol Link'
  .split(' ')
  .map(name => `customCard${name}`)
const keyed = (keys: string[]) => fc.dictionary(fc.constantFrom(...keys), odd)

test('[CD1] whatever a page says: each card fits the schema, its fields in the same order, so that it is known again', () => {
  const given = fc.record({
    plain: keyed(names.split(' ')),
    goods: fc.array(keyed(['name', 'pictureUrl']), { maxLength: 24 }),
    card_info: fc.record({
      cardType: fc.constantFrom(0, 1, '0', null),
      cardMenus: odd,
      customCards: fc.array(keyed([...v6, 'customMiniProgramUrl']), { maxLength: 3 })
    })
  })
  let made = 0
  fc.assert(
    fc.property(given, ({ plain, ...rest }) => {
      for (const card of offer({ ...plain, ...rest }).cards) {
        made += 1
        const checked = v.safeParse(Card, JSON.parse(JSON.stringify(card)))
        expect([checked.issues?.[0]?.message, JSON.stringify(checked.output)]).toEqual([
          undefined,
          JSON.stringify(card)
        ])
      }
    }),
    runs(400)
  )
  expect(made).toBeGreaterThan(100)
})
