import type { Card } from '#protocol/card'
import type { Texts } from '#server/language'

/** A card in words, a line for each thing that it says: this page shows no pictures of others. */
export function cardText(card: Card, { t, money }: Texts): string {
  const lines =
    card.type === 'product'
      ? [card.title, card.desc, card.note]
      : [
          t('card.order', { code: card.code ?? '' }).trim(),
          card.status === 0 ? card.statusText : t('card.states').split('|')[card.status - 1],
          ...card.goods.map(({ name }) => name),
          card.desc,
          card.fee === undefined ? card.note : money(card.fee)
        ]
  const [title, ...rest] = [...lines, card.url].filter(line => line !== undefined)
  return [t('preview.card', { title: title! }), ...rest].join('\n')
}
