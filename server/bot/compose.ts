import type { Content } from '#protocol/entry'
import type { Texts } from '#server/language'
import type { StoredFaq } from '#server/store/robots'
import type { Verdict } from './judge.ts'

/** What of its configuration the visitor's page has a say in. */
export type Wishes = {
  /** Whether people may take over. */
  mayTransfer: boolean
  /** `to_customsys_url`: where people are, instead of here. */
  elsewhere: { url: string; blank: boolean } | undefined
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
  wishes: Wishes,
  texts: Texts
): Content {
  const { guides, group } = wishes
  const { t } = texts
  const ask = (ids: string[]) => ids.flatMap(id => faqs.get(id)?.question ?? [])
  if (verdict.kind === 'answer') {
    const choices = [...ask(verdict.others), t('robot.solved'), t('robot.unsolved')]
    return { ...withPerson(faqs.get(verdict.id)!.answer, choices, { wishes, texts }), faq: verdict.id }
  }
  if (verdict.kind === 'suggest') return withPerson(t('robot.suggest'), ask(verdict.ids), { wishes, texts })
  const offered = guides ? guidesOf([...faqs.values()], { group, isHan: HAN.test(question) }) : []
  return withPerson(t('robot.unknown'), offered, { wishes, texts })
}

export type Text = Extract<Content, { kind: 'text' }>

/** With the way to a person, wherever people are. */
export function withPerson(
  text: string,
  choices: readonly string[],
  {
    wishes: { mayTransfer, elsewhere },
    texts: { t }
  }: { wishes: Pick<Wishes, 'mayTransfer' | 'elsewhere'>; texts: Texts }
): Text {
  const all = mayTransfer && !elsewhere ? [...choices, t('robot.person')] : [...choices]
  return {
    kind: 'text',
    text,
    ...(all.length > 0 ? { choices: all } : {}),
    ...(mayTransfer && elsewhere ? { go: { text: t('robot.person'), ...elsewhere } } : {})
  }
}

/** In the visitor's own script, as far as there are any. */
function guidesOf(faqs: StoredFaq[], { group, isHan }: { group: number | undefined; isHan: boolean }) {
  return faqs
    .filter(faq => faq.isGuide && (group === undefined || faq.groupNumber === group))
    .map(({ question }) => question)
    .filter(question => HAN.test(question) === isHan)
    .slice(0, MOST_GUIDES)
}

/** What a robot says, and what is known of it. */
export type Reply = { content: Content; isUnknown?: boolean; passesOn?: boolean }
/** What the visitor's page has a say in, and the words. */
export type Speech = { wishes: Wishes; texts: Texts }
