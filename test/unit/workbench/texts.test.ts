import { expect, test } from 'vitest'
import { en, type TextKey } from '../../../workbench/i18n/en.ts'
import { zhCN } from '../../../workbench/i18n/zh-CN.ts'

test('both languages have the same keys, and the same places to fill in', () => {
  expect(Object.keys(zhCN).sort()).toEqual(Object.keys(en).sort())
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
  for (const key of Object.keys(en) as TextKey[])
    expect([key, places(zhCN[key])]).toEqual([key, places(en[key])])
})
