import type { Customer } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import type { Content, Role } from '#protocol/entry'

/** What can be searched of an entry; empty when nothing. What the desk says by itself would be found in every conversation. */
export function wordsOf({ by, content }: { by: { role: Role }; content: Content }): string {
  if (by.role === 'system') return ''
  switch (content.kind) {
    case 'text':
    case 'note':
      return content.text
    case 'image':
    case 'file':
      return content.file.name
    case 'rating':
      return content.comment ?? ''
    case 'card': {
      const { card } = content
      const words =
        card.type === 'product'
          ? [card.title, card.note, card.desc]
          : [card.code, card.statusText, ...card.goods.map(({ name }) => name), card.note, card.desc]
      return words.filter(Boolean).join(' · ')
    }
    default:
      return ''
  }
}

/** One thing that is known of a visitor; `name`: the key of the page’s settings, `partnerid`, or the id of a field. */
export type Known = { name: string; text: string }

export type KnownOf = { partnerid: string | null; profile: Profile; customer: Customer }

/** What the company knows of a visitor, and what their page says. */
export function knownOf({ partnerid, profile, customer }: KnownOf): Known[] {
  const { name = '', phone = '', email = '', remark = '', fields = {} } = customer
  const known: Known[] = [
    { name: 'uname', text: name },
    { name: 'uname', text: profile.name ?? '' },
    { name: 'partnerid', text: partnerid ?? '' },
    { name: 'tel', text: phone },
    { name: 'email', text: email },
    { name: 'remark', text: remark },
    ...Object.entries(fields).map(([id, text]) => ({ name: id, text })),
    ...Object.entries(profile.claims ?? {}).map(([key, text]) => ({ name: key, text }))
  ]
  return known.filter(({ text }, n) => text !== '' && known.findIndex(one => one.text === text) === n)
}

export const visitorName = ({ profile, customer }: Pick<KnownOf, 'profile' | 'customer'>) =>
  customer.name || profile.name || ''
