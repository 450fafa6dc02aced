import type { Content } from '#protocol/entry'
import { t } from './i18n/t.ts'

/** A message in one line, for lists, titles and notifications. */
export function preview(content: Content): string {
  if (content.kind === 'text') return content.text.replace(/\s+/g, ' ').slice(0, 200)
  if (content.kind === 'image') return t('preview.image')
  return content.kind === 'file' ? t('preview.file', { name: content.file.name }) : ''
}
