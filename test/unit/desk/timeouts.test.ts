import * as v from 'valibot'
import { expect, test } from 'vitest'
import { Timeouts, type Timeout } from '#protocol/timeouts'
import { dueOf, type Quiet } from '#server/desk/timeouts'

const NOW = 1_000_000_000

const quiet = (given: Partial<Quiet> = {}): Quiet => ({
  status: 'active',
  lastBy: null,
  lastAt: 0,
  statusAt: 0,
  visitorSeenAt: null,
  agentSeenAt: null,
  ...given
})
const after = (when: Timeout['when'], afterS: number, what: Timeout['do'] = 'end'): Timeout => ({
  when,
  afterS,
  do: what
})
const ago = (seconds: number) => NOW - seconds * 1_000

const CASES: { says: string; timeout: Timeout; one: Partial<Quiet>; due: boolean }[] = [
  {
    says: 'a visitor who owes an answer is silent',
    timeout: after('visitor-silent', 60),
    one: { lastBy: 'staff', lastAt: ago(60) },
    due: true
  },
  {
    says: 'not a second too early',
    timeout: after('visitor-silent', 60),
    one: { lastBy: 'staff', lastAt: ago(59) },
    due: false
  },
  {
    says: 'whoever waits for an answer is not silent',
    timeout: after('visitor-silent', 60),
    one: { lastBy: 'visitor', lastAt: ago(600) },
    due: false
  },
  {
    says: 'nor who waits in the queue',
    timeout: after('visitor-silent', 60),
    one: { status: 'queued', lastBy: 'staff', lastAt: ago(600) },
    due: false
  },
  {
    says: 'who owes a robot an answer is silent',
    timeout: after('visitor-silent', 60),
    one: { status: 'bot', lastBy: 'staff', lastAt: ago(61) },
    due: true
  },
  {
    says: 'an agent who owes an answer is silent',
    timeout: after('agent-silent', 60),
    one: { lastBy: 'visitor', lastAt: ago(61) },
    due: true
  },
  {
    says: 'an agent’s time begins when they get the conversation',
    timeout: after('agent-silent', 60),
    one: { lastBy: 'visitor', lastAt: ago(600), statusAt: ago(10) },
    due: false
  },
  {
    says: 'no agent is silent in the queue',
    timeout: after('agent-silent', 60),
    one: { status: 'queued', lastBy: 'visitor', lastAt: ago(600) },
    due: false
  },
  {
    says: 'a visitor who is here is not gone',
    timeout: after('visitor-gone', 60),
    one: { lastAt: ago(600) },
    due: false
  },
  {
    says: 'a visitor is gone from the queue, too',
    timeout: after('visitor-gone', 60),
    one: { status: 'queued', visitorSeenAt: ago(60) },
    due: true
  },
  {
    says: 'an agent is gone',
    timeout: after('agent-gone', 60, 'reassign'),
    one: { agentSeenAt: ago(60) },
    due: true
  },
  {
    says: 'in the queue no agent is missed',
    timeout: after('agent-gone', 60, 'reassign'),
    one: { status: 'queued', agentSeenAt: ago(60) },
    due: false
  }
]

for (const { says, timeout, one, due } of CASES)
  test(`[DSK-timeout] ${says}`, () => {
    expect(dueOf([timeout], quiet(one), NOW)).toHaveLength(due ? 1 : 0)
  })

test('[DSK-timeout] what ends a conversation comes before what reassigns it, and that before a reminder', () => {
  const timeouts = [
    after('agent-silent', 10, 'remind'),
    after('agent-gone', 10, 'reassign'),
    after('visitor-gone', 10)
  ]
  const one = quiet({ lastBy: 'visitor', lastAt: ago(20), agentSeenAt: ago(20), visitorSeenAt: ago(20) })
  expect(dueOf(timeouts, one, NOW).map(({ timeout }) => timeout.do)).toEqual(['end', 'reassign', 'remind'])
})

test('[DSK-timeout] a list that makes no sense is refused with the reason', () => {
  const wrong = (...list: object[]) => v.safeParse(Timeouts, list).issues?.[0].message
  expect(wrong({ when: 'visitor-silent', afterS: 60, do: 'reassign' })).toContain('cannot be reassigned')
  expect(wrong({ when: 'visitor-gone', afterS: 60, do: 'remind' })).toContain('nobody is there to remind')
  expect(wrong({ when: 'visitor-gone', afterS: 1, do: 'end' })).toBeDefined()
  expect(wrong({ when: 'lunch', afterS: 60, do: 'end' })).toBeDefined()
  expect(wrong({ when: 'visitor-gone', afterS: 60, do: 'end', extra: 1 })).toBeDefined()
  expect(wrong({ when: 'agent-silent', afterS: 60, do: 'remind', text: 'Soon.' })).toBeUndefined()
})
