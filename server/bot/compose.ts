import type { Content } from '#protocol/entry'
import type { Texts } from '#server/language'
import type { StoredFaq } from '#server/store/robots'
import type { Verdict } from './judge.ts'

/** What of its configuration the visitor's page has a say in. */
export type Wishes = {
  /** Whether people may take over. */
  mayTransfer: boolean
  /** `guide_flag`: guide questions where the robot knows no answer. */
  guides: boolean
  /** `faqid`: the group of the guide questions. */
  group: number | undefined
}

const MOST_GUIDES = 5
const HAN = /\p{Script=Han}/u

/** What the robot says. Each choice is a text that the visitor sends with one click. */
export function compose(
  { verdict, question, faqs }: { verdict: Verdict; question: string; faqs: ReadonlyMap<string, StoredFaq> },
  { mayTransfer, guides, group }: Wishes,
  { t }: Texts
): Content {
  const ask = (ids: string[]) => ids.flatMap(id => faqs.get(id)?.question ?? [])
  const person = mayTransfer ? [t('robot.person')] : []
  if (verdict.kind === 'answer') return say(faqs.get(verdict.id)!.answer, [...ask(verdict.others), ...person])
  if (verdict.kind === 'suggest') return say(t('robot.suggest'), [...ask(verdict.ids), ...person])
  const offered = guides ? guidesOf([...faqs.values()], { group, isHan: HAN.test(question) }) : []
  return say(t('robot.unknown'), [...offered, ...person])
}

/** In the visitor's own script, as far as there are any. */
function guidesOf(faqs: StoredFaq[], { group, isHan }: { group: number | undefined; isHan: boolean }) {
  return faqs
    .filter(faq => faq.isGuide && (group === undefined || faq.groupNumber === group))
    .map(({ question }) => question)
    .filter(question => HAN.test(question) === isHan)
    .slice(0, MOST_GUIDES)
}

const say = (text: string, choices: string[]): Content => ({
  kind: 'text',
  text,
  ...(choices.length > 0 ? { choices } : {})
})
