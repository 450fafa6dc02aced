import { expect, test } from 'vitest'
import { readLink } from '../../../h5-chat/link-parameters.ts'

test('[WILD-links] reads what links in the wild carry, encoded or not, and never throws', () => {
  expect(readLink('?sysnum=1&uname=小丁&face=https://img.example/a.png')).toEqual({
    sysnum: '1',
    uname: '小丁',
    face: 'https://img.example/a.png'
  })
  expect(readLink('?sysNum=1&uname=%E5%B0%8F&partnerId=p')).toEqual({
    sysnum: '1',
    uname: '小',
    partnerid: 'p'
  })
  expect(readLink('?sysnum=1&remark=100%&goods=[{"name":"a b"}]')).toEqual({
    sysnum: '1',
    remark: '100%',
    goods: '[{"name":"a b"}]'
  })
  expect(readLink('?sysnum=1&params=[object Object]&tel=undefined&x&=y&')).toEqual({ sysnum: '1' })
  expect(readLink('')).toEqual({})
})
