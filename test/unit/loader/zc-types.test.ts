import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { completeTypes } from '../../../scripts/zc-types.ts'

const file = fileURLToPath(new URL('../../../loader/zc.d.ts', import.meta.url))
/** The formatter breaks long unions. */
const bare = (text: string) => text.replaceAll(/\s+/g, '').replaceAll(/:\|/g, ':')

test('the types of zc("config") are those of the table of keys', () => {
  const text = readFileSync(file, 'utf8')
  expect(bare(text)).toBe(bare(completeTypes(text)))
})
