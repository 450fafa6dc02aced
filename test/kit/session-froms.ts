import { createRandom } from './random.ts'

const json = (value: unknown) => JSON.stringify(value)
const action = json([{ actionType: 'to_group', deciId: 'g|1', optionId: '3', spillId: '4' }])
const customer = json({
  customer_name: '客户',
  email: 'a@b.example',
  cellphones: [
    ['', '13100000002'],
    ['3', '13100000003']
  ],
  custom_fields: { TextField_1: 'x|y' }
})
const note = json({ title: 'Order', custom_fields: { TextField_1: 'z' } })

const WHOLE = [
  `sobot|小明|https://img.example/a.png|${json({ name: 'sobot', age: 18 })}|transfer_action=${action}|platform_action=${json({ customerCode: 'c', flowGroupId: 'g' })}|partnerid=p-1|robotid=2`,
  'sobot||||',
  'sobot|{{userInfo.nickName}}|{{userInfo.avatarUrl}}|{{params}}',
  `udesk|jack|https://img.example/l.png|customer^${customer}|note^${note}|unionid^ocpX10_1hQ`,
  'udesk|||',
  'nickName=小红|avatarUrl=https://img.example/r.png|gender=2|country=China|province=Guangdong|city=Shenzhen',
  'userdef=qidiantest',
  ''
]
const PIECES = [
  '|',
  '||',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '^',
  '=',
  '%7C',
  '%257B',
  '%',
  '%E4%BD',
  '{{',
  '}}',
  ',',
  ':',
  '\u0000',
  '𝒳',
  '\ud800',
  '测试',
  'transfer_action=',
  'customer^',
  '"a":'
]

/** What contact buttons may say: whole, cut, encoded, mixed up, or nothing that anybody has meant. */
export function createSessionFroms(seed: number): () => string {
  const random = createRandom(seed)
  const place = (text: string) => random.int(text.length + 1)

  function spoil(text: string): string {
    switch (random.int(6)) {
      case 0:
        return text.slice(0, place(text))
      case 1:
        return encode(text)
      case 2: {
        const at = place(text)
        return text.slice(0, at) + random.pick(PIECES) + text.slice(at)
      }
      case 3: {
        const at = place(text)
        return text.slice(0, at) + text.slice(at + random.int(8))
      }
      case 4:
        return text + random.pick(WHOLE)
      default:
        return Array.from({ length: random.int(40) }, () => random.pick(PIECES)).join('')
    }
  }

  return () => {
    let text = random.pick(WHOLE)
    for (let i = random.int(4); i > 0; i--) text = spoil(text)
    return text.slice(0, 1_000)
  }
}

function encode(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    return text
  }
}
