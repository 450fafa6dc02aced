import type { Faq } from '#protocol/api/robots'
import { t } from '../i18n/t.ts'
import { resource } from '../resource.ts'

export const FAQS = resource<Faq>({
  page: 'faqs',
  part: 'robots',
  role: 'lead',
  parent: 'robot',
  title: 'faqs.title',
  about: 'faqs.about',
  none: 'faqs.none',
  makes: 'faqs.new',
  list: 'listFaqs',
  get: 'getFaq',
  searches: true,
  create: 'createFaq',
  update: 'updateFaq',
  remove: 'deleteFaq',
  idField: 'code',
  idOf: ({ code }) => code,
  nameOf: ({ question }) => question,
  columns: [
    { title: 'faqs.question', show: ({ question }) => question },
    { title: 'faqs.answer', show: ({ answer }) => <span class="admin-given">{answer}</span> },
    { title: 'faqs.phrasings', show: ({ phrasings }) => phrasings.length },
    { title: 'faqs.group', show: ({ group, groupNumber }) => (group ? `${group} (${groupNumber})` : '') },
    { title: 'faqs.guide', show: ({ isGuide }) => (isGuide ? t('faqs.guide') : '') }
  ],
  fields: [
    { name: 'question', label: 'faqs.question', kind: 'text', isNeeded: true, most: 300 },
    { name: 'phrasings', label: 'faqs.phrasings', hint: 'faqs.phrasingsHint', kind: 'lines' },
    { name: 'answer', label: 'faqs.answer', kind: 'long', isNeeded: true },
    { name: 'group', label: 'faqs.group', hint: 'faqs.groupHint', kind: 'text', most: 100 },
    { name: 'isGuide', label: 'faqs.isGuide', kind: 'flag' }
  ],
  fresh: { question: '', phrasings: [], answer: '', group: '', isGuide: false }
})
