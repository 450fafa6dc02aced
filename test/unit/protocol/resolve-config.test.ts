import { expect, test } from 'vitest'
import { KEYS, type Key } from '#protocol/keys'
import { resolveConfig } from '#protocol/resolve-config'

const resolve = (given: Record<string, unknown>) => resolveConfig(given, 'script')

test('[CMD-config] values of any type are coerced as pages write them', () => {
  for (const yes of [true, 'true', 1, '1', ' 1 '])
    expect(resolve({ feedback_flag: yes, type: 2, width: '355', order_code: 11111 }).config).toEqual({
      feedback_flag: true,
      type: '2',
      width: 355,
      order_code: '11111'
    })
  for (const no of [false, 'false', 0, '0'])
    expect(resolve({ is_link: no }).config).toEqual({ is_link: false })
  expect(resolve({ is_link: 7 }).config).toEqual({ is_link: true })
  expect(resolve({ create_time: '1586414406391', total_fee: 1000, time: '15' }).config).toEqual({
    create_time: 1_586_414_406_391,
    total_fee: 1_000,
    time: 15
  })
  expect(resolve({ color: '#04BABC' }).config).toEqual({ color: '04BABC' })
})

test('[CMD-config] empty values and what templates leave behind are ignored silently', () => {
  const nothing = {
    uname: undefined,
    tel: '',
    time: NaN,
    qq: null,
    email: 'undefined',
    params: '[object Object]'
  }
  expect(resolve(nothing)).toEqual({ config: {}, ignored: [], unknown: [] })
})

test('[CMD-config] what cannot be coerced is ignored and named, the rest counts', () => {
  const { config, ignored } = resolve({
    color: 'red',
    time: 5,
    total_fee: 10.5,
    partnerid: 'x'.repeat(301),
    card_url: 'javascript:alert(1)',
    face: 'data:text/html,x',
    params: '{not json',
    goods: '{"name":"not a list"}',
    uname: { an: 'object' },
    order_status: 9,
    realname: 'kept'
  })
  expect(config).toEqual({ realname: 'kept' })
  expect(ignored.map(({ key }) => key).sort()).toEqual(
    'card_url color face goods order_status params partnerid time total_fee uname'.split(' ')
  )
})

test('[CARD-product] addresses are decoded, and a mini program’s page is one where cards may link to it', () => {
  const url = 'http://www.sobot.com'
  expect(resolve({ card_url: encodeURIComponent(url), card_picture: url }).config).toEqual({
    card_url: `${url}/`,
    card_picture: `${url}/`
  })
  expect(resolve({ card_picture: '//img.example/新 茶.png' }).config).toEqual({
    card_picture: 'https://img.example/%E6%96%B0%20%E8%8C%B6.png'
  })
  for (const hostile of ['https://bank.example@evil.example/', 'java\nscript:alert(1)', 'https://'])
    expect(resolve({ card_url: hostile }).ignored).toHaveLength(1)
  expect(resolve({ card_url: 'pages/index/index?id=1' }).config).toEqual({
    card_url: 'pages/index/index?id=1'
  })
  expect(resolve({ card_picture: 'pages/index/index' }).ignored).toHaveLength(1)
})

test('[WILD-v1-keys] other spellings mean the documented key, which wins', () => {
  expect(
    resolve({ moduleType: 2, aid: 'a', lan: 'zh', robotFlag: 3, groupId: 'g', groupid: 'h' }).config
  ).toEqual({
    type: '2',
    agentid: 'a',
    locale: 'cn',
    robotid: '3',
    groupid: 'h'
  })
})

test('[CMD-config] unknown names, and keys of another surface, are told apart from wrong values', () => {
  expect(resolve({ colour: 'ff0000', top_bar_flag: 1, toString: 'x' }).unknown).toEqual([
    'colour',
    'top_bar_flag',
    'toString'
  ])
  expect(resolveConfig({ custom: true }, 'link').unknown).toEqual(['custom'])
})

test('names that mean something to JavaScript never reach an object', () => {
  const { config } = resolve({ params: '{"__proto__":{"admin":true},"a":{"constructor":1,"b":2}}' })
  expect(config).toEqual({ params: { a: { b: 2 } } })
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})

test('no spelling belongs to two keys', () => {
  const all = Object.entries<Key>(KEYS).flatMap(([name, { alias = [] }]) => [name, ...alias])
  expect(new Set(all).size).toBe(all.length)
})

test('100 kB in every field harm nothing', () => {
  const huge = 'x'.repeat(100_000)
  const { config, ignored } = resolve(Object.fromEntries(Object.keys(KEYS).map(name => [name, huge])))
  expect(Object.keys(config)).toEqual(['is_link'])
  expect(ignored.length).toBeGreaterThan(90)
})
