import * as v from 'valibot'
import { Card, type Product } from '#protocol/card'
import { isPagePath } from '#protocol/address'
import type { Content } from '#protocol/entry'
import { LIMITS } from '#protocol/limits'
import { safeUrl } from '#protocol/safe-url'
import type { Fields } from './wire.ts'

// MC-in: a link, or a card that the button has shown, as a card of ours. Undefined where it has nothing that can be shown.

export function cardOf(type: string, fields: Fields): Content | undefined {
  const given =
    type === 'link'
      ? {
          title: fields['Title'],
          url: fields['Url'],
          desc: fields['Description'],
          picture: fields['ThumbUrl']
        }
      : type === 'miniprogrampage'
        ? { title: fields['Title'], url: fields['PagePath'], picture: fields['ThumbUrl'] }
        : undefined
  if (!given) return undefined
  const card: Product = {
    type: 'product',
    title: line(given.title) ?? line(given.url) ?? (type === 'link' ? 'Link' : 'Card'),
    ...some('url', isTarget(given.url) ? given.url : undefined),
    ...some('desc', line(given.desc)),
    ...some('picture', isWeb(given.picture) ? given.picture : undefined)
  }
  return v.is(Card, card) ? { kind: 'card', card } : undefined
}

const line = (text = ''): string | undefined => text.trim().slice(0, LIMITS.cardText) || undefined
const isWeb = (text = '') =>
  /^https?:/i.test(text) && safeUrl(text) !== undefined && text.length <= LIMITS.urlLength
const isTarget = (text = '') => isWeb(text) || (isPagePath(text) && text.length <= LIMITS.urlLength)
const some = <K extends string>(name: K, value: string | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [P in K]?: string }
