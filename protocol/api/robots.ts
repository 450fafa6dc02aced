import * as v from 'valibot'
import { LIMITS } from '../limits.ts'
import { done, flag, listOf, name, paging, textUpTo, time, whole, wholeText } from './fields.ts'
import { operation } from './operation.ts'

const robot = wholeText(1, 1_000_000)
/** 0 to 1. */
const share = v.pipe(
  v.number('has to be a number from 0 to 1'),
  v.minValue(0, 'has to be a number from 0 to 1'),
  v.maxValue(1, 'has to be a number from 0 to 1')
)

/** How sure a robot has to be: `answer` to answer, if the second best has at most `second` of the best’s score; `suggest` to offer. */
const thresholds = { answer: share, second: share, suggest: share }

const hello = v.nullable(v.pipe(textUpTo(1_000), v.minLength(1, 'is needed')))
const source = v.picklist(['faq', 'http', 'openai'], 'has to be faq, http or openai')
const url = v.nullable(
  v.pipe(
    textUpTo(2_000),
    v.url('has to be an http(s) address'),
    v.regex(/^https?:/i, 'has to be an http(s) address')
  )
)
const model = v.nullable(v.pipe(textUpTo(200), v.minLength(1, 'is needed')))

const Robot = v.object({
  /** What pages send as `robotid`. */
  number: v.number(),
  name: v.string(),
  ...thresholds,
  /** With `show_manual` the way to a person is shown from the so-manieth unknown question on. */
  manualAfter: v.number(),
  /** What it says before anything was asked; null: nothing. */
  hello,
  /** Where its answers come from: its FAQ, a service of the company, or a chat endpoint that speaks OpenAI's protocol. */
  source,
  url,
  model,
  /** How long an answer may take. */
  timeoutS: v.number(),
  /** There is a key for that endpoint. */
  hasKey: v.boolean()
})
export type Robot = v.InferOutput<typeof Robot>

const changes = {
  answer: v.optional(share),
  second: v.optional(share),
  suggest: v.optional(share),
  manualAfter: v.optional(whole(0, 100)),
  hello: v.optional(hello),
  source: v.optional(source),
  url: v.optional(url),
  model: v.optional(model),
  timeoutS: v.optional(whole(1, 60)),
  /** Signs the requests, or is the bearer; left out or null, the one before stays. It is never told again. */
  endpointKey: v.optional(
    v.nullable(v.pipe(textUpTo(4_000), v.minLength(16, 'needs at least 16 characters')))
  )
}

const question = v.pipe(textUpTo(300), v.minLength(1, 'is needed'))
const faqFields = {
  question,
  /** Other ways to ask. */
  phrasings: v.pipe(v.array(question), v.maxLength(50, 'has at most 50')),
  answer: v.pipe(textUpTo(LIMITS.textLength), v.minLength(1, 'is needed')),
  /** Name of its group; a new name makes a new group. Empty: none. */
  group: textUpTo(LIMITS.nameLength),
  /** Offered before anything was asked. */
  isGuide: flag
}
const Faq = v.object({
  /** Its own within the robot; what an import knows it again by. */
  code: v.string(),
  question: v.string(),
  phrasings: v.array(v.string()),
  answer: v.string(),
  group: v.string(),
  /** What pages send as `faqid` for its group. */
  groupNumber: v.nullable(v.number()),
  isGuide: v.boolean()
})
export type Faq = v.InferOutput<typeof Faq>

const code = v.pipe(textUpTo(LIMITS.nameLength), v.minLength(1, 'is needed'))

const Unknown = v.object({
  words: v.string(),
  /** How often. */
  asked: v.number(),
  /** The last time. */
  askedAt: time
})
export type Unknown = v.InferOutput<typeof Unknown>

export const ROBOTS = {
  listRobots: operation({
    method: 'get',
    path: '/robots',
    says: 'The robots by number.',
    role: 'agent',
    scope: 'robots:read',
    input: v.object(paging),
    output: listOf(Robot)
  }),
  createRobot: operation({
    method: 'post',
    path: '/robots',
    says: 'Makes a robot that knows nothing yet; its number is the next one.',
    role: 'admin',
    scope: 'robots:write',
    input: v.object({ name, ...changes }),
    output: Robot,
    secret: ['endpointKey']
  }),
  updateRobot: operation({
    method: 'patch',
    path: '/robots/:robot',
    says: 'Changes a robot; what is not named stays. It counts from the next question on.',
    role: 'admin',
    scope: 'robots:write',
    input: v.object({ robot, name: v.optional(name), ...changes }),
    output: Robot,
    secret: ['endpointKey']
  }),
  askRobot: operation({
    method: 'get',
    path: '/robots/:robot/ask',
    says: 'What a robot would do with a question by its FAQ, and how sure it is of which entries. Nothing is stored.',
    role: 'lead',
    scope: 'robots:read',
    input: v.object({ robot, question }),
    output: v.object({
      kind: v.picklist(['answer', 'suggest', 'unknown']),
      /** The entries that fit best, the best first; `sure` from 0 to 1. */
      found: v.array(v.object({ code: v.string(), question: v.string(), sure: v.number() }))
    })
  }),
  listFaqs: operation({
    method: 'get',
    path: '/robots/:robot/faqs',
    says: 'What a robot knows, in its order; with `search` only entries with these words.',
    role: 'agent',
    scope: 'robots:read',
    input: v.object({ robot, search: v.optional(textUpTo(100)), ...paging }),
    output: listOf(Faq)
  }),
  getFaq: operation({
    method: 'get',
    path: '/robots/:robot/faqs/:code',
    says: 'One entry.',
    role: 'agent',
    scope: 'robots:read',
    input: v.object({ robot, code }),
    output: Faq
  }),
  createFaq: operation({
    method: 'post',
    path: '/robots/:robot/faqs',
    says: 'Teaches a robot an entry, from the next question on.',
    role: 'lead',
    scope: 'robots:write',
    input: v.object({
      robot,
      question,
      phrasings: v.optional(faqFields.phrasings, []),
      answer: faqFields.answer,
      group: v.optional(faqFields.group, ''),
      isGuide: v.optional(flag, false)
    }),
    output: Faq
  }),
  updateFaq: operation({
    method: 'patch',
    path: '/robots/:robot/faqs/:code',
    says: 'Changes an entry; what is not named stays.',
    role: 'lead',
    scope: 'robots:write',
    input: v.object({
      robot,
      code,
      question: v.optional(question),
      phrasings: v.optional(faqFields.phrasings),
      answer: v.optional(faqFields.answer),
      group: v.optional(faqFields.group),
      isGuide: v.optional(flag)
    }),
    output: Faq
  }),
  deleteFaq: operation({
    method: 'delete',
    path: '/robots/:robot/faqs/:code',
    says: 'Has a robot forget an entry.',
    role: 'lead',
    scope: 'robots:write',
    input: v.object({ robot, code }),
    output: done
  }),
  importFaqs: operation({
    method: 'post',
    path: '/robots/:robot/import',
    says: 'Teaches a robot a file of CSV or JSON; an entry with a code that it has takes the old one’s place. Bad rows are told by their line, good ones are kept.',
    role: 'lead',
    scope: 'robots:write',
    input: v.object({
      robot,
      file: v.pipe(v.string('has to be text'), v.maxLength(20_000_000, 'is larger than 20 MB'))
    }),
    output: v.object({
      imported: v.number(),
      refused: v.number(),
      /** The first hundred. */
      problems: v.array(v.object({ line: v.number(), why: v.string() }))
    }),
    secret: ['file'],
    mostBytes: 25_000_000
  }),
  exportFaqs: operation({
    method: 'get',
    path: '/robots/:robot/export',
    says: 'All that a robot knows as the text of a file that import takes.',
    role: 'lead',
    scope: 'robots:read',
    input: v.object({
      robot,
      format: v.optional(v.picklist(['csv', 'json'], 'has to be csv or json'), 'csv')
    }),
    output: v.object({ file: v.string() })
  }),
  listUnknown: operation({
    method: 'get',
    path: '/robots/:robot/unknown',
    says: 'What visitors have asked in vain, the most asked first: at most a thousand.',
    role: 'agent',
    scope: 'robots:read',
    input: v.object({ robot, ...paging }),
    output: listOf(Unknown)
  }),
  deleteUnknown: operation({
    method: 'delete',
    path: '/robots/:robot/unknown',
    says: 'Takes a question off the list of those asked in vain.',
    role: 'lead',
    scope: 'robots:write',
    input: v.object({ robot, words: v.string('has to be text') }),
    output: done
  })
}
