import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSessionFrom } from '#server/channels/session-from/read'
import { createMiniProgramFiles } from '#test/kit/mini-program/files'

// The file as it is copied into a mini program, against what our server reads

let files: Awaited<ReturnType<typeof createMiniProgramFiles>>
let build: (vendor: string, data?: object) => { sessionFrom: string; dropped: string[] }

beforeAll(async () => {
  files = await createMiniProgramFiles()
  build = createRequire(import.meta.url)(files.sessionFrom).buildSessionFrom
}, 60_000)
afterAll(() => files.dispose())

const bytes = (text: string) => Buffer.byteLength(text, 'utf8')
const action = [{ actionType: 'to_group', deciId: 'a|b', optionId: '4' }]

describe('[SF-build]', () => {
  test('[SF-build] what is built is what our server reads, for each of the three vendors', () => {
    const sobot = build('sobot', {
      nickName: '小|明',
      avatarUrl: 'https://img.example/a.png',
      params: { name: 'x|y', age: 18 },
      transfer_action: action,
      platform_action: { customerCode: 'c', flowGroupId: 'g' },
      partnerid: 'p-1',
      robotid: 2
    })
    expect(sobot.dropped).toEqual([])
    expect(sobot.sessionFrom.split('|')).toHaveLength(8)
    expect(readSessionFrom(sobot.sessionFrom)).toMatchObject({
      vendor: 'sobot',
      problems: [],
      claims: {
        uname: '小 明',
        params: JSON.stringify({ name: 'x|y', age: 18 }),
        transfer_action: JSON.stringify(action),
        flowCompanyId: 'c',
        partnerid: 'p-1',
        robotid: '2'
      }
    })
    const udesk = build('udesk', {
      nickName: 'jack',
      customer: { customer_name: 'Jack', email: 'a@b.example', custom_fields: { TextField_1: 'x|y' } },
      note: { title: 'Order', custom_fields: { TextField_2: 'z' } },
      unionid: 'u-1'
    })
    expect(readSessionFrom(udesk.sessionFrom)).toMatchObject({
      vendor: 'udesk',
      problems: [],
      claims: {
        uname: 'Jack',
        email: 'a@b.example',
        customer_fields: JSON.stringify({ TextField_1: 'x|y' })
      },
      record: { title: 'Order', fields: { TextField_2: 'z' } },
      unionId: 'u-1'
    })
    expect(build('qidian', { nickName: '小红', userdef: 'test', city: '' })).toEqual({
      sessionFrom: 'nickName=小红|userdef=test',
      dropped: []
    })
    expect(build('sobot').sessionFrom).toBe('sobot|||')
  })

  test('[SF-build] too long for Sobot’s 1,000 characters: the picture goes first, then fields of its own, and who it is stays', () => {
    const params = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`field${i}`, '值'.repeat(20)]))
    const data = {
      nickName: '小明',
      avatarUrl: `https://img.example/${'a'.repeat(200)}`,
      params,
      partnerid: 'p-1',
      transfer_action: action
    }
    const { sessionFrom, dropped } = build('sobot', data)
    expect(sessionFrom.length).toBeLessThanOrEqual(1_000)
    expect(dropped[0]).toBe('avatarUrl')
    expect(dropped.slice(1)).toEqual(dropped.slice(1).map((_, i) => `params.field${39 - i}`))
    const { claims, problems } = readSessionFrom(sessionFrom)
    expect(problems).toEqual([])
    expect(claims).toMatchObject({ uname: '小明', partnerid: 'p-1', transfer_action: JSON.stringify(action) })
    // As much as finds room
    const [last] = dropped.slice(-1)
    const one = JSON.stringify({ [last!.slice(7)]: '值'.repeat(20) }).length
    expect(sessionFrom.length + one).toBeGreaterThan(1_000)
  })

  test('[SF-build] Udesk’s 1,000 are bytes: the note goes first, the customer’s token last', () => {
    const { sessionFrom, dropped } = build('udesk', {
      nickName: '昵称',
      customer: {
        customer_name: '客户',
        customer_token: 'token-1',
        description: '描述'.repeat(200),
        custom_fields: { a: '字'.repeat(100), b: '段'.repeat(100) }
      },
      note: { title: '标题'.repeat(50), custom_fields: { c: '值'.repeat(50) } },
      unionid: 'u-1'
    })
    expect(bytes(sessionFrom)).toBeLessThanOrEqual(1_000)
    expect(dropped).toEqual([
      'note.custom_fields.c',
      'note.title',
      'customer.custom_fields.b',
      'customer.custom_fields.a',
      'customer.description'
    ])
    expect(readSessionFrom(sessionFrom)).toMatchObject({
      problems: [],
      claims: { uname: '客户', partnerid: 'token-1' },
      unionId: 'u-1'
    })
  })

  test('[SF-build] what does not fit is named', () => {
    expect(() => build('other')).toThrow('vendor has to be sobot, udesk or qidian')
    expect(() => build('sobot', { params: '{' })).toThrow('params has to be an object')
    expect(() => build('udesk', { customer: [] })).toThrow('customer has to be an object')
    expect(() => build('qidian', { nickName: {} })).toThrow('nickName has to be a text')
  })
})
