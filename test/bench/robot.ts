import { judge, DEFAULT_THRESHOLDS } from '#server/bot/judge'
import { createSearch, type Searchable } from '#server/bot/search'
import { createRandom } from '#test/kit/random'
import { asked, beside, shopFaqs } from '#test/kit/robot-set'
import type { Result } from './report.ts'
import { tail } from './stats.ts'

const PHRASINGS = 10_000
const BAR_MS = 20

/** What the robot needs to find its answer, with a large FAQ. */
export async function robot(): Promise<Result> {
  const faqs = manyFaqs()
  const before = performance.now()
  const search = await createSearch(faqs)
  const built = performance.now() - before
  const texts = [...asked.map(({ text }) => text), ...beside]
  for (const text of texts) judge(search.find(text), DEFAULT_THRESHOLDS)
  const times = texts.flatMap(text =>
    [0, 1, 2].map(() => timeOf(() => judge(search.find(text), DEFAULT_THRESHOLDS)))
  )
  const { p50, p99, max } = tail(times)
  return {
    figures: [
      { name: 'answer p50', value: p50, unit: 'ms' },
      { name: 'answer p99', value: p99, unit: 'ms', atMost: BAR_MS },
      { name: 'answer max', value: max, unit: 'ms' },
      { name: 'building the index', value: built, unit: 'ms' }
    ],
    notes: [
      `${faqs.length} entries with ${PHRASINGS} phrasings: the demo shop’s, and as many more with other words in them.`,
      `${texts.length} questions of visitors, each three times.`
    ]
  }
}

function timeOf(what: () => unknown): number {
  const before = performance.now()
  what()
  return performance.now() - before
}

/** The shop's entries again and again, each with words of another one: no two are the same. */
function manyFaqs(): Searchable[] {
  const random = createRandom(1)
  const shop = shopFaqs()
  const faqs: Searchable[] = []
  for (let count = 0, round = 0; count < PHRASINGS; round++) {
    for (const { id, phrasings, answer } of shop) {
      const other = () => (round === 0 ? '' : ` ${random.pick(shop).phrasings[0]}`)
      const texts = phrasings.map(text => text + other()).slice(0, PHRASINGS - count)
      if (texts.length > 0) faqs.push({ id: `${id}-${round}`, phrasings: texts, answer: answer + other() })
      count += texts.length
    }
  }
  return faqs
}
