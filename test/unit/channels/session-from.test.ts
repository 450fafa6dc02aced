import { describe, expect, test } from 'vitest'
import { readSessionFrom } from '#server/channels/session-from/read'

const claims = (raw: string) => readSessionFrom(raw).claims
const json = (value: unknown) => JSON.stringify(value)

describe('[SF-sobot]', () => {
  const action = [
    { actionType: 'to_group', deciId: 'a|b', optionId: '3', spillId: '4' },
    { actionType: 'to_group', deciId: 'c', optionId: '4' }
  ]

  test('[SF-sobot] the four fixed fields, and the others in any order', () => {
    const named = [
      `robotid=2`,
      `transfer_action=${json(action)}`,
      `platform_action=${json({ customerCode: 'shop-7', flowGroupId: 'g9' })}`,
      'partnerid=u-1'
    ]
    const fixed = `sobot|小明|https://img.example/a.png|${json({ name: 'sobot', age: 18 })}`
    const expected = {
      uname: '小明',
      face: 'https://img.example/a.png',
      params: json({ name: 'sobot', age: 18 }),
      transfer_action: json(action),
      flowType: '1',
      flowCompanyId: 'shop-7',
      flowGroupId: 'g9',
      partnerid: 'u-1',
      robotid: '2'
    }
    expect(claims([fixed, ...named].join('|'))).toEqual(expected)
    expect(claims([fixed, ...named.toReversed()].join('|'))).toEqual(expected)
    expect(readSessionFrom([fixed, ...named].join('|'))).toMatchObject({ vendor: 'sobot', problems: [] })
  })

  test('[SF-sobot] fields that nobody has filled in are none; transferAction is taken, too', () => {
    expect(claims('sobot||||')).toEqual({})
    expect(claims('sobot')).toEqual({})
    expect(claims('sobot|{{userInfo.nickName}}|undefined|{{params}}|robotid={{robotid}}')).toEqual({})
    expect(claims(`sobot||||transferAction=${json(action)}`)).toEqual({ transfer_action: json(action) })
  })

  test('[SF-sobot] a partnerid of more than 100 characters is not cut into that of another', () => {
    expect(claims(`sobot||||partnerid=${'x'.repeat(100)}`)).toEqual({ partnerid: 'x'.repeat(100) })
    expect(readSessionFrom(`sobot||||partnerid=${'x'.repeat(101)}`)).toMatchObject({
      claims: {},
      problems: ['partnerid']
    })
  })
})

describe('[SF-udesk]', () => {
  const customer = {
    customer_name: 'Customer Name',
    email: 'test@udesk.example',
    customer_token: 'token-1',
    generated_channel: 'Spring sale',
    ip: '192.0.2.1',
    description: 'said | so',
    organization_id: 1,
    tags: 'a,b',
    owner_id: 12,
    owner_group_id: 13,
    level: 'gold',
    cellphones: [
      ['', '13100000002'],
      ['3', '13100000003']
    ],
    other_emails: [[null, '13100000002@udesk.example']],
    custom_fields: { TextField_1: 'Normal text' }
  }
  const note = { title: 'Order 7', custom_fields: { TextField_1: 'Normal' } }

  test('[SF-udesk] all that the customer, the note and the union id say', () => {
    const raw = `udesk|jack|https://img.example/l.png|customer^${json(customer)}|note^${json(note)}|unionid^ocpX10_1hQ`
    expect(readSessionFrom(raw)).toEqual({
      vendor: 'udesk',
      claims: {
        uname: 'Customer Name',
        face: 'https://img.example/l.png',
        email: 'test@udesk.example',
        partnerid: 'token-1',
        remark: 'said | so',
        user_label: 'a,b',
        agentid: '12',
        groupid: '13',
        is_vip: '1',
        vip_level: 'gold',
        tel: '13100000002',
        customer_fields: json({ TextField_1: 'Normal text' }),
        params: json({ nick_name: 'jack', ip: '192.0.2.1', organization_id: '1' })
      },
      phones: [
        { id: null, value: '13100000002' },
        { id: '3', value: '13100000003' }
      ],
      emails: [{ id: null, value: '13100000002@udesk.example' }],
      record: { title: 'Order 7', fields: { TextField_1: 'Normal' } },
      unionId: 'ocpX10_1hQ',
      channelName: 'Spring sale',
      userdef: '',
      problems: []
    })
  })

  test('[SF-udesk] who is not named is the mini program’s user, or goes by the nickname', () => {
    expect(claims('udesk|||')).toEqual({ uname: 'Mini Program User' })
    expect(claims('udesk|jack||')['uname']).toBe('jack')
    expect(claims(`udesk|||customer^${json({ level: 'normal' })}`)).toEqual({ uname: 'Mini Program User' })
  })
})

test('[SF-qidian] what has a name, in any order, and the custom parameter', () => {
  const raw =
    'nickName=小红|avatarUrl=https://img.example/r.png|gender=2|country=China|province=Guangdong|city=Shenzhen'
  expect(readSessionFrom(raw)).toMatchObject({
    vendor: 'qidian',
    claims: {
      uname: '小红',
      face: 'https://img.example/r.png',
      sex: '女',
      params: json({ country: 'China', province: 'Guangdong', city: 'Shenzhen' })
    }
  })
  expect(readSessionFrom('userdef=qidiantest')).toMatchObject({ vendor: 'qidian', userdef: 'qidiantest' })
  expect(readSessionFrom('nickName=x|userdef=a|b=c|d').userdef).toBe('a|b=c|d')
})

describe('[SF-robust]', () => {
  test('[SF-robust] a bar in a JSON value divides nothing, also where the JSON is broken', () => {
    expect(claims(`sobot|a||${json({ k: 'x|y|partnerid=z' })}|partnerid=p`)).toMatchObject({
      params: json({ k: 'x|y|partnerid=z' }),
      partnerid: 'p'
    })
    expect(claims('sobot|a||{"k":"x|y"|partnerid=p')).toMatchObject({ partnerid: 'p', uname: 'a' })
    expect(claims('sobot|{bob|https://img.example/a.png|')).toMatchObject({ uname: '{bob' })
  })

  test('[SF-robust] what was cut off in the middle of JSON says what it says whole', () => {
    const whole = `udesk|jack||customer^${json({ customer_name: '名字', email: 'a@b.example', custom_fields: { a: 'b', c: 'd' } })}`
    for (let length = 0; length <= whole.length; length++) {
      const { claims: said, problems } = readSessionFrom(whole.slice(0, length))
      if (said['email']) expect(said['email']).toBe('a@b.example')
      if (said['uname'])
        expect(['名字', 'jack', 'Mini Program User', 'jac', 'ja', 'j']).toContain(said['uname'])
      if (length > 'udesk|jack||customer^{'.length && length < whole.length)
        expect(problems).toEqual(['customer'])
    }
    expect(claims(whole.slice(0, whole.indexOf('"c"')))).toMatchObject({ customer_fields: json({ a: 'b' }) })
  })

  test('[SF-robust] once and twice encoded, as a whole and part by part', () => {
    const params = json({ 'a b': '中 文' })
    const once = encodeURIComponent
    const expected = { uname: '张 三', params }
    expect(claims(once(`sobot|张 三||${params}`))).toEqual(expected)
    expect(claims(once(once(`sobot|张 三||${params}`)))).toEqual(expected)
    expect(claims(`sobot|${once('张 三')}||${once(params)}`)).toEqual(expected)
    expect(claims(`sobot|${once(once('张 三'))}||${once(once(params))}`)).toEqual(expected)
    expect(claims('sobot|100%||')['uname']).toBe('100%')
    expect(claims('sobot|a|https://img.example/a%20b.png|')['face']).toBe('https://img.example/a%20b.png')
  })

  test('[SF-robust] missing and extra segments', () => {
    expect(claims('sobot|partnerid=p')).toEqual({ partnerid: 'p' })
    expect(claims('sobot|a|robotid=3')).toEqual({ uname: 'a', robotid: '3' })
    expect(claims('sobot|a||||||partnerid=p||')).toEqual({ uname: 'a', partnerid: 'p' })
    expect(readSessionFrom('').vendor).toBe(null)
    expect(readSessionFrom('wx1234')).toMatchObject({ vendor: null, claims: {} })
    expect(claims('sobot|a|javascript:alert(1)|')).toEqual({ uname: 'a' })
  })
})
