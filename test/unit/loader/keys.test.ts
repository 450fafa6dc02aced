import { expect, test } from 'vitest'
import { KEYS as TABLE, type ChatConfig, type KeyName } from '#protocol/keys'
import { resolveConfig } from '#protocol/resolve-config'
import { KEYS } from '../../../loader/keys.ts'
import { settingOf, WINDOW_KEYS } from '../../../loader/window/keys.ts'

// The loader has its own few patterns, since every page pays for them; the table of keys decides what they have to say.

const VALUES: unknown[] = [
  [true, false, 0, 1, 2, 3, -1, 1.5, 355, 10_000, 10_001, 1e21, NaN, Infinity],
  ['0', '1', '2', '3', ' 1 ', ' 0\n', 'true', 'TRUE', 'false', ' False', 'yes', 'no', 'on', '01', '1.0'],
  ['04babc', '#04babc', '#04BABC', ' 04babc ', '04bab', '#04babcd', 'red', '##04babc', '0x04babc', '000000'],
  ['355px', '355 px', '355PX', '0px', '00355', '355.0', '355.5px', '50%', '-5', '+5', '10000', '10001'],
  ['half', ' full ', 'Half', 'halffull', 'third'],
  [[1], ['1'], [], {}, { a: 1 }, [true], ['half'], ['04babc']]
].flat(1)
/** What says nothing is no matter of keys. */
const NOTHING = /^(|undefined|null|NaN|\[object Object\])$/
const values = VALUES.filter(value => !NOTHING.test(String(value)))

const meaning = (name: KeyName, value: unknown) =>
  resolveConfig({ [name]: value }, 'script').config[name as keyof ChatConfig]

/** Flags that are false, and refused values, are all the same to the loader. */
const same = (value: unknown) => (value === undefined || value === false ? 'not set' : String(value))

test.each(Object.keys(KEYS) as KeyName[])(
  '[CMD-config] the entrance reads %s as the table of keys does',
  name => {
    for (const value of values) {
      const match = KEYS[name]!.exec(value as string)
      const meant = meaning(name, value)
      expect([value, match !== null]).toEqual([value, meant !== undefined])
      if (!match) continue
      // A location of `true` is the first one.
      const read = TABLE[name].kind === 'flag' ? Boolean(match[1]) : match[1]!.replace(/^true$/i, '1')
      expect([value, read]).toEqual([value, meant])
    }
  }
)

test.each(Object.keys(WINDOW_KEYS) as (keyof typeof WINDOW_KEYS)[])(
  '[CMD-config] the window reads %s as the table of keys does',
  name => {
    for (const value of values) {
      if (typeof value === 'object') continue
      const read = settingOf({ [name]: value }, name)
      const isFlag = TABLE[name].kind === 'flag'
      expect([value, same(isFlag ? Boolean(read) : read)]).toEqual([value, same(meaning(name, value))])
    }
  }
)

test('[CMD-config] what is no plain value is nothing to the window, however it behaves', () => {
  const hostile = {
    toString: () => {
      throw new Error('thrown by the page')
    }
  }
  for (const name of Object.keys(WINDOW_KEYS) as (keyof typeof WINDOW_KEYS)[])
    for (const value of [hostile, Object.create(null), null, undefined, Symbol('x')])
      expect(settingOf({ [name]: value }, name)).toBeUndefined()
})
