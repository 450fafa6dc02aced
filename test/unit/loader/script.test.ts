import { describe, expect, test } from 'vitest'
import { queryOf } from '../../../loader/script.ts'

describe("[DEP-query] the query of the script's address", () => {
  test.each([
    ['https://a/entrance.js', {}],
    ['https://a/entrance.js?sysnum=1&uname=%E7%8E%8B', { sysnum: '1', uname: '王' }],
    ['https://a/entrance.js?tel=+86 1&rate=50%&x=%E7', { tel: '+86 1', rate: '50%', x: '%E7' }],
    ['https://a/entrance.js?face=https://b/c?d=e&empty=&=x&only', { face: 'https://b/c?d=e' }],
    ['https://a/entrance.js?a=1?b=2', { a: '1?b=2' }],
    ['https://a/entrance.js?a=1#b=2', { a: '1' }]
  ])('%s', (address, query) => {
    const found = queryOf(address)
    for (const name of Object.keys(found)) if (found[name] === '') delete found[name]
    expect(found).toEqual(query)
  })
})
