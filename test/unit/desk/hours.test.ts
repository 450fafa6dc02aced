import { expect, test } from 'vitest'
import * as v from 'valibot'
import { Hours } from '#protocol/hours'
import { isOpen } from '#server/desk/hours'

const day = [{ from: '09:00', to: '18:00' }]
const office = (timeZone: string, rest: Partial<Hours> = {}): Hours => ({
  timeZone,
  week: [[], day, day, day, day, day, []],
  days: {},
  ...rest
})
const always = (timeZone: string, from: string, to: string): Hours => ({
  timeZone,
  week: Array.from({ length: 7 }, () => [{ from, to }]),
  days: {}
})
const shanghai = office('Asia/Shanghai', {
  days: { '2026-10-01': [], '2026-10-10': [{ from: '10:00', to: '16:00' }] }
})
const night = office('Asia/Shanghai', {
  week: [[], [], [], [], [], [{ from: '22:00', to: '06:00' }], []],
  days: { '2026-11-27': [] }
})

const CASES: { says: string; hours: Hours; at: string; open: boolean }[] = [
  { says: 'a minute before nine there', hours: shanghai, at: '2026-11-23T08:59:59+08:00', open: false },
  { says: 'nine there', hours: shanghai, at: '2026-11-23T09:00:00+08:00', open: true },
  { says: 'the last minute', hours: shanghai, at: '2026-11-23T17:59:59+08:00', open: true },
  { says: 'six there', hours: shanghai, at: '2026-11-23T18:00:00+08:00', open: false },
  { says: 'Saturday there, Friday in UTC', hours: shanghai, at: '2026-11-21T00:30:00+08:00', open: false },
  {
    says: 'Monday there, Sunday in UTC',
    hours: office('Pacific/Kiritimati'),
    at: '2026-11-22T19:00:00Z',
    open: true
  },
  { says: 'a holiday', hours: shanghai, at: '2026-10-01T12:00:00+08:00', open: false },
  { says: 'a working Saturday', hours: shanghai, at: '2026-10-10T12:00:00+08:00', open: true },
  {
    says: 'a working Saturday has its own hours',
    hours: shanghai,
    at: '2026-10-10T09:30:00+08:00',
    open: false
  },
  {
    says: 'midnight is of the new day',
    hours: always('Asia/Tokyo', '00:00', '00:01'),
    at: '2026-11-22T15:00:00Z',
    open: true
  },
  {
    says: '24:00 ends the day',
    hours: always('Asia/Tokyo', '23:00', '24:00'),
    at: '2026-11-22T14:59:59Z',
    open: true
  },
  { says: 'overnight, before midnight', hours: night, at: '2026-11-20T23:00:00+08:00', open: true },
  { says: 'overnight, after midnight', hours: night, at: '2026-11-21T05:59:00+08:00', open: true },
  { says: 'overnight, in the morning', hours: night, at: '2026-11-21T06:00:00+08:00', open: false },
  {
    says: 'the night after a holiday that had none',
    hours: night,
    at: '2026-11-28T01:00:00+08:00',
    open: false
  },
  // 2026-03-08: New York goes from 02:00 to 03:00; 2026-11-01: from 02:00 back to 01:00
  {
    says: 'nine in winter time',
    hours: always('America/New_York', '09:00', '10:00'),
    at: '2026-03-07T14:00:00Z',
    open: true
  },
  {
    says: 'nine in summer time',
    hours: always('America/New_York', '09:00', '10:00'),
    at: '2026-03-08T13:00:00Z',
    open: true
  },
  {
    says: 'ten in summer time',
    hours: always('America/New_York', '09:00', '10:00'),
    at: '2026-03-08T14:00:00Z',
    open: false
  },
  {
    says: 'an hour left out',
    hours: always('America/New_York', '02:00', '03:00'),
    at: '2026-03-08T07:00:00Z',
    open: false
  },
  {
    says: 'an hour twice, first',
    hours: always('America/New_York', '01:00', '02:00'),
    at: '2026-11-01T05:30:00Z',
    open: true
  },
  {
    says: 'an hour twice, second',
    hours: always('America/New_York', '01:00', '02:00'),
    at: '2026-11-01T06:30:00Z',
    open: true
  },
  {
    says: 'after both',
    hours: always('America/New_York', '01:00', '02:00'),
    at: '2026-11-01T07:30:00Z',
    open: false
  },
  {
    says: 'half an hour of daylight saving',
    hours: always('Australia/Lord_Howe', '09:00', '10:00'),
    at: '2026-11-22T22:00:00Z',
    open: true
  }
]

for (const { says, hours, at, open } of CASES)
  test(`[DSK-hours] ${says}: ${open ? 'open' : 'closed'}`, () => {
    expect(isOpen(hours, Date.parse(at))).toBe(open)
  })

const week = Array.from({ length: 7 }, () => day)
const WRONG: { says: string; given: object }[] = [
  { says: 'time zone', given: { timeZone: 'Mars/Base', week } },
  { says: 'seven days', given: { timeZone: 'UTC', week: week.slice(1) } },
  {
    says: 'such as 09:00',
    given: { timeZone: 'UTC', week: [[{ from: '9:00', to: '18:00' }], ...week.slice(1)] }
  },
  { says: '24:00', given: { timeZone: 'UTC', week: [[{ from: '09:00', to: '25:00' }], ...week.slice(1)] } },
  {
    says: 'a length',
    given: { timeZone: 'UTC', week: [[{ from: '09:00', to: '09:00' }], ...week.slice(1)] }
  },
  { says: 'a date', given: { timeZone: 'UTC', week, days: { '2026-02-30': [] } } }
]
for (const { says, given } of WRONG)
  test(`[DSK-hours] hours are refused with what is wrong: ${says}`, () => {
    const result = v.safeParse(Hours, given)
    expect(result.success ? '' : result.issues[0].message).toContain(says)
  })
