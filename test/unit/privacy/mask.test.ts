import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { maskNumbers, maskPreview } from '#server/privacy/mask'

// Numbers that the networks publish for tests; identity numbers that nobody has, with right checks
const MASKED: [string, string][] = [
  ['4111111111111111', '************1111'],
  ['My card: 4111 1111 1111 1111, thanks', 'My card: **** **** **** 1111, thanks'],
  ['4111-1111-1111-1111', '****-****-****-1111'],
  ['卡号5555555555554444吗', '卡号************4444吗'],
  ['2223003122003222', '************3222'],
  ['378282246310005', '***********0005'],
  ['3782 822463 10005', '**** ****** *0005'],
  ['6011111111111117', '************1117'],
  ['3530111333300000', '************0000'],
  ['6200000000000005', '************0005'],
  ['30569309025904', '**********5904'],
  ['银联 6222 0200 0000 0000 000', '银联 **** **** **** ***0 000'],
  ['４１１１１１１１１１１１１１１１', '************１１１１'],
  ['11010519491231002X', '**************002X'],
  ['身份证：11010519491231002x。', '身份证：**************002x。'],
  ['110105 19491231 002X', '****** ******** 002X'],
  ['440524188001010014', '**************0014'],
  ['a 4111111111111111 b 5555555555554444', 'a ************1111 b ************4444'],
  ['13800138000 4111111111111111', '13800138000 ************1111'],
  ['4111111111111111 13800138000', '************1111 13800138000'],
  ['(4111111111111111)', '(************1111)'],
  ['https://shop.example/pay?card=4111111111111111', 'https://shop.example/pay?card=************1111']
]

const LEFT: [string, string][] = [
  ['a wrong check', '4111111111111112'],
  ['an identity number with a wrong check', '110105194912310021'],
  ['an identity number born in no month', '11010519491331002X'],
  ['a mobile number', '13800138000'],
  ['a mobile number with its country', '+86 138 0013 8000'],
  ['a telephone number in groups', '010-6552-9988'],
  ['an international number', '+44 20 7946 0958'],
  ['an order that begins with its date', '2026112112345678'],
  ['an order that begins with date and time', '20261121123456789012'],
  ['an order that passes Luhn but is no card’s', '1234567812345670'],
  ['an order of a marketplace', '1849320184320184321'],
  ['a parcel', 'SF1411111111111111'],
  ['a code with letters', 'SN4111111111111111'],
  ['part of a hash', '4111111111111111af'],
  ['an amount', '4111111111111111.50'],
  ['a time in ms', '1700000000000'],
  ['zeros', '0000000000000000'],
  ['ones of a kind', '4444444444444444'],
  ['twenty digits with a card inside', '41111111111111112222'],
  ['nothing', '']
]

describe('numbers in texts', () => {
  for (const [text, masked] of MASKED)
    test(`[ADM-privacy] masks ${text}`, () => expect(maskNumbers(text)).toBe(masked))
  for (const [what, text] of LEFT)
    test(`[ADM-privacy] leaves ${what}: ${text}`, () => expect(maskNumbers(text)).toBe(text))

  test('[ADM-privacy] masking what is masked changes nothing, and no length', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('4111111111111111', ' ', '-', '11010519491231002X'))
    fc.assert(
      fc.property(fc.array(word), words => {
        const once = maskNumbers(words.join(''))
        expect(maskNumbers(once)).toBe(once)
        expect(once.length).toBe(words.join('').length)
      })
    )
  })

  test('[ADM-privacy] a long text of digits takes no time', () => {
    const startedAt = performance.now()
    maskNumbers('4 '.repeat(50_000))
    maskNumbers('4'.repeat(100_000))
    maskNumbers('411 '.repeat(25_000))
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  test('[ADM-privacy] of what is being typed no long number can be read', () => {
    expect(maskPreview('card 4111 1111')).toBe('card **** ****')
    expect(maskPreview('order 4711, 2 pieces, 123456')).toBe('order 4711, 2 pieces, 123456')
  })
})
