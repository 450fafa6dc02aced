import { expect, test } from 'vitest'
import { toMailUrl, toPhoneUrl } from '../../../workbench/reach.ts'

test('a number and an address that a visitor claims can be followed when they are nothing else', () => {
  expect(toPhoneUrl('+86 138-0013-8000')).toBe('tel:+8613800138000')
  expect(toPhoneUrl('(020) 8888 6666')).toBe('tel:02088886666')
  expect(toMailUrl('ding+shop@mail.example.com')).toBe('mailto:ding+shop@mail.example.com')
})

for (const value of [
  'javascript:alert(1)',
  'a@b.example?cc=all@b.example&body=x',
  'a@b.example,c@d.example',
  'a@b.example\nbcc:c@d.example',
  'a@b\u200b.example',
  '"a b"@c.example',
  '138;ext=1',
  '*21*138#',
  '1\u202e38',
  ''
])
  test(`[18] ${JSON.stringify(value)} is shown and not followed`, () => {
    expect([toPhoneUrl(value), toMailUrl(value)]).toEqual([undefined, undefined])
  })
