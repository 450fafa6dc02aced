import { expect, test } from 'vitest'
import { readLink } from '#protocol/link'
import { resolveConfig } from '#protocol/resolve-config'

const configOf = (search: string) => resolveConfig(readLink(search), 'link').config

test('[WILD-links] reads what links in the wild carry, encoded or not, and never throws', () => {
  expect(configOf('?sysnum=1&uname=小丁&face=https://img.example/a.png')).toEqual({
    sysnum: '1',
    uname: '小丁',
    face: 'https://img.example/a.png'
  })
  expect(configOf('?sysNum=1&uname=%E5%B0%8F&partnerId=p')).toEqual({
    sysnum: '1',
    uname: '小',
    partnerid: 'p'
  })
  expect(configOf('?sysnum=1&remark=100%&goods=[{"name":"a b"}]')).toEqual({
    sysnum: '1',
    remark: '100%',
    goods: [{ name: 'a b' }]
  })
  expect(configOf('?sysnum=1&params=[object Object]&tel=undefined&x&=y&')).toEqual({ sysnum: '1' })
  expect(configOf('?sysnum=1&tel=+8613800138000&uname=a+b')).toEqual({
    sysnum: '1',
    tel: '+8613800138000',
    uname: 'a b'
  })
  expect(configOf('')).toEqual({})
})

test('[WILD-links] decodes addresses and JSON a second time', () => {
  const address = encodeURIComponent(encodeURIComponent('https://img.example/a.png?b=c'))
  const params = encodeURIComponent(encodeURIComponent('{"level":"Boss"}'))
  expect(configOf(`?face=${address}&params=${params}`)).toEqual({
    face: 'https://img.example/a.png?b=c',
    params: { level: 'Boss' }
  })
})
