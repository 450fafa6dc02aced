import { expect, test, vi } from 'vitest'
import { KEYS as TABLE, type Key } from '#protocol/keys'
import { KEYS as LOADER_KEYS } from '../../../loader/keys.ts'
import { NOT_IN_LINKS } from '../../../loader/window/page.ts'
import { isKnown } from '../../../loader/known.ts'
import { packNames } from '../../../scripts/known-names.ts'

const own = Object.keys(LOADER_KEYS)
const names = Object.entries<Key>(TABLE)
  .filter(([name, { on }]) => on.includes('script') && !own.includes(name))
  .map(([name]) => name)
const packed = packNames(names, own)
vi.stubGlobal('__OPENZC_KNOWN__', packed.distances)
vi.stubGlobal('__OPENZC_KNOWN_BY__', packed.by)
vi.stubGlobal('__OPENZC_KNOWN_OF__', packed.of)

const LETTERS = 'abcdefghijklmnopqrstuvwxyz_'

/** Every name with one letter too many, missing, wrong, or in the place of its neighbour. */
function typos(name: string): string[] {
  const at = [...name].map((_, i) => i)
  return [
    ...at.map(i => name.slice(0, i) + name.slice(i + 1)),
    ...at.map(i => name.slice(0, i) + (name[i + 1] ?? '') + name[i] + name.slice(i + 2)),
    ...at.flatMap(i => [...LETTERS].map(letter => name.slice(0, i) + letter + name.slice(i + 1))),
    ...[...at, name.length].flatMap(i =>
      [...LETTERS].map(letter => name.slice(0, i) + letter + name.slice(i))
    )
  ]
}

test('[CMD-config] every key of the table is known, those that the entrance reads itself are not looked up', () => {
  expect(names.filter(name => !isKnown(name))).toEqual([])
  expect(own.filter(isKnown)).toEqual([])
})

test('[CMD-config] names that pages have got wrong are not known, and of all misspellings hardly one in twenty is', () => {
  const wild = [
    'cutom',
    'full',
    'enterprise_name',
    'colour',
    'Color',
    'partner_id',
    'userName',
    'nickname',
    'lang',
    'groupID',
    '0',
    '属性名1'
  ]
  expect(wild.filter(isKnown)).toEqual([])

  const wrong = [...new Set([...names, ...own].flatMap(typos))].filter(name => !names.includes(name))
  expect(wrong.length).toBeGreaterThan(30_000)
  expect(wrong.filter(isKnown).length / wrong.length).toBeLessThan(0.05)
})

test('[CFG-anchor] the address of a chat page gets every key that it knows, and no other', () => {
  const handedOn = [...names, ...own].filter(
    name => !NOT_IN_LINKS.test(name) && (name === 'color' || isKnown(name))
  )
  const known = Object.entries<Key>(TABLE).filter(
    ([, { on }]) => on.includes('script') && on.includes('link')
  )
  expect(handedOn.sort()).toEqual(
    known
      .map(([name]) => name)
      .filter(name => name !== 'sysnum' && name !== 'channelid')
      .sort()
  )
})

test('the packed names need nothing that a script’s text would have to escape', () => {
  expect(packed.distances).toMatch(/^[(-[\]-~]+$/)
})

test('names that no hash packs are an error of the build', () => {
  expect(() => packNames(['a', 'b'], ['a'])).toThrow('No hash packs')
})
