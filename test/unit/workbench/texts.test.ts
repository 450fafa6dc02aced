import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { en } from '../../../workbench/i18n/en.ts'
import { zhCN } from '../../../workbench/i18n/zh-CN.ts'
import { en as adminEn } from '../../../workbench/admin/i18n/en.ts'
import { zhCN as adminZhCN } from '../../../workbench/admin/i18n/zh-CN.ts'
import { en as searchEn } from '../../../workbench/search/i18n/en.ts'
import { zhCN as searchZhCN } from '../../../workbench/search/i18n/zh-CN.ts'

const folder = fileURLToPath(new URL('../../../workbench/admin/', import.meta.url))
const sources = readdirSync(folder, { recursive: true })
  .map(String)
  .filter(path => /\.tsx?$/.test(path) && !path.startsWith('i18n'))
  .map(path => readFileSync(folder + path, 'utf8'))
  .join('\n')

const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

describe.each([
  ['the workbench', en, zhCN],
  ['the administration', adminEn, adminZhCN],
  ['the search', searchEn, searchZhCN]
])('%s', (_name, english: Record<string, string>, chinese: Record<string, string>) => {
  test('has the same keys in both languages, and the same places to fill in', () => {
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort())
    for (const key of Object.keys(english))
      expect([key, places(chinese[key]!)]).toEqual([key, places(english[key]!)])
  })
})

test('every text of the administration is used', () => {
  const isUsed = (key: string) => {
    const cut = key.lastIndexOf('.')
    const [start, end] = [key.slice(0, cut), key.slice(cut + 1)]
    return [`'${key}'`, `\`${start}.\${`, `\`\${page}.${end}\``].some(form => sources.includes(form))
  }
  expect(Object.keys(adminEn).filter(key => !isUsed(key))).toEqual([])
})
