import { stringify } from 'csv-stringify/sync'
import type { Faq } from '#server/store/robots'

// BOT-import What is written here is read back by readFaqFile as the same entries.

export function writeFaqFile(faqs: Faq[], format: 'csv' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(faqs.map(toRow), null, 2)}\n`
  const rows = faqs.map(faq => ({
    ...toRow(faq),
    phrasings: faq.phrasings.join('\n'),
    guide: faq.isGuide ? '1' : '0'
  }))
  // Spreadsheets know by the mark that it is UTF-8
  return stringify(rows, { header: true, columns: COLUMNS, bom: true })
}

const COLUMNS = ['code', 'group', 'question', 'phrasings', 'answer', 'guide']

const toRow = ({ code, group, question, phrasings, answer, isGuide }: Faq) => ({
  code,
  group,
  question,
  phrasings,
  answer,
  guide: isGuide
})
