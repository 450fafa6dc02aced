import type { Profile } from '#protocol/desk'
import type { Content, Sender } from '#protocol/entry'
import { languageOf } from '#texts/languages'
import { textsIn, type Texts } from '#server/language'

/** What the desk says by itself, in a company's own words; a setting of the channel. */
export type Words = {
  /** When a person takes the conversation. */
  agentHello?: string
  /** While nobody is there to answer. */
  offline?: string
}

/** As whom it speaks. */
export const speakerOf = (company: string): Sender => ({ role: 'system', id: 'desk', name: company })

/** The language of the chat's page, else of the device. */
export const textsOf = ({ page, device }: Profile): Texts =>
  textsIn(languageOf(page?.language, device?.language) ?? 'en')

/** Undefined where nobody has written any. */
export const helloOf = ({ claims = {} }: Profile, words: Words = {}): string | undefined =>
  claims['agent_hello_word']?.trim() || words.agentHello

/** For whom there is no place now. */
export function leaveContent(
  profile: Profile,
  words: Words = {},
  because: 'offline' | 'closed' | 'full' | 'busy'
): Content {
  const { t } = textsOf(profile)
  const isAway = because === 'offline' || because === 'closed'
  const text = isAway
    ? profile.claims?.['agent_offline_title']?.trim() || words.offline || t('desk.away')
    : t('desk.full')
  return { kind: 'text', text, leave: true }
}

/** RCV-group: the groups' names are what the visitor sends. */
export const groupQuestion = (profile: Profile, names: string[]): Content => ({
  kind: 'text',
  text: textsOf(profile).t('desk.group'),
  choices: names
})
