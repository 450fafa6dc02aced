import { expect, test } from 'vitest'
import { mayReach, readAllow } from '#server/outbound/addresses'

const PUBLIC = [
  '1.1.1.1',
  '93.184.216.34',
  '2606:4700:4700::1111',
  '::ffff:1.1.1.1',
  '100.128.0.1',
  '172.32.0.1'
]

/** Each is a way into the machine or the network that the server stands in. */
const INSIDE = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.254',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.254',
  '192.0.0.1',
  '192.0.2.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  'nonsense',
  ''
]

test.each(PUBLIC)('[BOT-http] %s may be reached', address => {
  expect(mayReach(address, 443, [])).toBe(true)
})

test.each(INSIDE)('[BOT-http] %s may not', address => {
  expect(mayReach(address, 443, [])).toBe(false)
})

test('[BOT-http] an exception is for its network and its port alone', () => {
  const allow = readAllow('127.0.0.1/32:9000, 10.20.0.0/16:*,[fd00::]/8:443')
  const reached = (address: string, port: number) => mayReach(address, port, allow)
  expect([reached('127.0.0.1', 9000), reached('::ffff:127.0.0.1', 9000)]).toEqual([true, true])
  expect([reached('127.0.0.1', 9001), reached('127.0.0.2', 9000)]).toEqual([false, false])
  expect([reached('10.20.255.1', 1), reached('10.21.0.1', 1)]).toEqual([true, false])
  expect([reached('fd12::1', 443), reached('fd12::1', 80)]).toEqual([true, false])
})

test.each([
  '10.0.0.0',
  '10.0.0.0/8',
  '10.0.0.0/33:80',
  'shop.example/8:80',
  '10.0.0.0/8:99999',
  '10.0.0.0/8:x'
])('[BOT-http] %s is no exception, and the operator is told how one looks', text => {
  expect(() => readAllow(text)).toThrow(/has to be a network and a port/)
})
