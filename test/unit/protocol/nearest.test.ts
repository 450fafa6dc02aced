import { expect, test } from 'vitest'
import { spellings } from '#protocol/keys'
import { nearest } from '#protocol/nearest'

test('[CMD-config] a mistyped name finds the one that is meant, a strange one finds none', () => {
  const found = (name: string) => nearest(name, spellings())
  expect(['cutom', 'Card_Titel', 'grupid', 'part_nerid', 'colour', 'card_picure'].map(found)).toEqual([
    'custom',
    'card_title',
    'groupid',
    'partnerid',
    'color',
    'card_picture'
  ])
  expect(['enterprise_name', 'zzz', '中文', 'x'.repeat(10_000)].map(found)).toEqual(Array(4).fill(undefined))
})
