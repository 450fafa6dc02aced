import { expect, test } from 'vitest'
import { PAGE_TEXTS } from '#texts/all'
import { asksForPerson } from '#server/bot/person'

test('[RB3] the robot’s button asks for a person in every language', () => {
  for (const [language, texts] of Object.entries(PAGE_TEXTS))
    expect([language, asksForPerson(String(texts['robot.person']))]).toEqual([language, true])
})

test.each([
  '人工',
  '转人工',
  '我要转人工客服！',
  '请帮我接真人',
  'TALK TO A HUMAN',
  'I want to speak with an agent, please'
])('[RB3] “%s” asks for a person', text => expect(asksForPerson(text)).toBe(true))

test.each([
  '人工客服几点上班',
  '这是人工炒的茶吗',
  'when can I talk to someone from support',
  'is the tea made by a person',
  'person '.repeat(1_000),
  'i want to '.repeat(500),
  '转'.repeat(8_000),
  '',
  '?!'
])('[RB3] %j asks for something else', text => {
  const started = performance.now()
  expect(asksForPerson(text)).toBe(false)
  expect(performance.now() - started).toBeLessThan(100)
})
