import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writeFaqFile } from '#server/bot/export'
import { readFaqFile } from '#server/bot/import'

const faq = { code: 'Q', question: 'Q', phrasings: [], answer: 'A', group: '', isGuide: false }

test('[BOT-import] reads CSV with all that a spreadsheet may write', () => {
  const text = [
    '\uFEFFGroup,Question,Phrasings,Answer,Guide',
    'Delivery,"When, please?",How soon?|How fast?,"Two days.\nOr ""three"".",1',
    '',
    '配送,多久能到,"几天到\n要等多久",两天,否'
  ].join('\r\n')
  expect(readFaqFile(text)).toEqual({
    faqs: [
      {
        code: 'When, please?',
        question: 'When, please?',
        phrasings: ['How soon?', 'How fast?'],
        answer: 'Two days.\nOr "three".',
        group: 'Delivery',
        isGuide: true
      },
      {
        code: '多久能到',
        question: '多久能到',
        phrasings: ['几天到', '要等多久'],
        answer: '两天',
        group: '配送',
        isGuide: false
      }
    ],
    problems: []
  })
})

test('[BOT-import] reports bad rows by their line, and keeps the good ones', () => {
  const text = [
    '问题,答案,guide',
    'one,first',
    ',nothing is asked',
    'two,second,0',
    'nothing is answered, ,0',
    'three,third,maybe',
    'two,again,0',
    `${'x'.repeat(301)},too long,0`,
    'nul,\0,0',
    'a comma,too, many,0',
    'four,fourth,1'
  ].join('\n')
  const { faqs, problems } = readFaqFile(text)
  expect(faqs.map(({ question }) => question)).toEqual(['one', 'two', 'four'])
  expect(problems.map(({ line }) => line)).toEqual([3, 5, 6, 7, 8, 9, 10])
  const why = Object.fromEntries(problems.map(problem => [problem.line, problem.why]))
  expect(why[3]).toBe('question is missing')
  expect(why[5]).toBe('answer is missing')
  expect(why[6]).toBe('guide has to be 1 or 0')
  expect(why[7]).toBe('the same entry as in line 4')
  expect(why[8]).toContain('more than 300')
  expect(why[9]).toContain('NUL')
  expect(why[10]).toContain('columns length is 3, got 4')
})

test('[BOT-import] reads the JSON of the demo shop', () => {
  const { faqs, problems } = readFaqFile(
    readFileSync(new URL('../../../demo/faq.json', import.meta.url), 'utf8')
  )
  expect([faqs.length, problems.length]).toEqual([200, 0])
  expect(faqs[0]).toMatchObject({ code: 'ship-when.zh', group: '配送', isGuide: true })
})

test('[BOT-import] reports bad entries of JSON by their number', () => {
  const rows = [{ question: 'Q', answer: 'A' }, 1, { question: 7, answer: 'A' }, null, { question: 'R' }]
  expect(readFaqFile(JSON.stringify(rows))).toEqual({
    faqs: [faq],
    problems: [
      { line: 2, why: 'is no entry' },
      { line: 3, why: 'question has to be text' },
      { line: 4, why: 'is no entry' },
      { line: 5, why: 'answer is missing' }
    ]
  })
})

test.each(['csv', 'json'] as const)('[BOT-import] what is exported as %s is imported as the same', format => {
  const faqs = [
    faq,
    {
      ...faq,
      code: 'odd, "one"',
      question: '= 1 + 1, or "two"?\nReally',
      phrasings: ['a, b', '；；', '"'],
      answer: 'First line\n\nThird, with "quotes"\r\nand 中文 😀',
      group: 'A | B',
      isGuide: true
    }
  ]
  expect(readFaqFile(writeFaqFile(faqs, format))).toEqual({ faqs, problems: [] })
})

test.each([
  ['nothing', ''],
  ['a heading alone', 'question,answer'],
  ['other columns', 'a,b\n1,2'],
  ['a quote that is never closed', 'question,answer\n"Q,A\nR,B'],
  ['half a JSON', '[{"question":"Q"'],
  ['JSON of another kind', '{"question":"Q","answer":"A"}'],
  ['bytes of a picture', '\u0089PNG\r\n\u001a\n\0\0\0\rIHDR']
])('[BOT-import] takes nothing from %s, and does not fail', (_what, text) => {
  expect(readFaqFile(text).faqs).toEqual([])
})
