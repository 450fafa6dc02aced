import type { Card } from '#protocol/card'
import type { Content } from '#protocol/entry'
import { t } from './i18n/t.ts'

/** A message in one line, for lists, titles and notifications. */
export function preview(content: Content): string {
  if (content.kind === 'text') return content.text.replace(/\s+/g, ' ').slice(0, 200)
  if (content.kind === 'image') return t('preview.image')
  if (content.kind === 'rating') return t('preview.rating', { score: content.score })
  if (content.kind === 'card') return t('preview.card', { title: titleOf(content.card) }).slice(0, 200)
  return content.kind === 'file' ? t('preview.file', { name: content.file.name }) : ''
}

/** What a card is called in one line. */
export const titleOf = (card: Card): string =>
  card.type === 'product' ? card.title : t('card.order', { code: card.code ?? '' }).trim()
