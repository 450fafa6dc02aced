import type { Card } from '#protocol/card'
import type { Texts } from './language.ts'

/** A card in words, a line for each thing that it says: this page shows no pictures of others. */
export function cardText(card: Card, { t, language }: Texts): string {
  const money = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol'
  })
  const lines =
    card.type === 'product'
      ? [card.title, card.desc, card.note]
      : [
          t('order', { code: card.code ?? '' }).trim(),
          card.status === 0 ? card.statusText : t('states').split('|')[card.status - 1],
          ...card.goods.map(({ name }) => name),
          card.desc,
          card.fee === undefined ? card.note : money.format(card.fee / 100)
        ]
  const [title, ...rest] = [...lines, card.url].filter(line => line !== undefined)
  return [t('card', { title: title! }), ...rest].join('\n')
}
