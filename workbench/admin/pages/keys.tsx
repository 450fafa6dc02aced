import type { Key } from '#protocol/api/security'
import { formatDate } from '../../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { Copyable } from '../parts.tsx'
import { resource } from '../resource.ts'

export const KEYS = resource<Key>({
  page: 'keys',
  part: 'company',
  role: 'admin',
  title: 'keys.title',
  about: 'keys.about',
  none: 'keys.none',
  makes: 'keys.new',
  list: 'listKeys',
  create: 'createKey',
  remove: 'deleteKey',
  idField: 'key',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  columns: [
    { title: 'keys.name', show: ({ name }) => name },
    { title: 'keys.start', show: ({ start }) => <code>{start}…</code> },
    { title: 'keys.scopes', show: ({ scopes }) => scopes.join(', ') },
    { title: 'keys.created', show: ({ createdAt }) => formatDate(createdAt) },
    { title: 'keys.used', show: ({ usedAt }) => (usedAt === null ? t('keys.never') : formatDate(usedAt)) }
  ],
  fields: [
    { name: 'name', label: 'keys.name', kind: 'text', isNeeded: true, most: 100, only: 'making' },
    { name: 'scopes', label: 'keys.scopes', kind: 'choices', choices: 'scopes', only: 'making' }
  ],
  fresh: { name: '', scopes: [] },
  Foot: () => (
    <p class="admin-note">
      <a href="/api/v1/openapi.json">{t('keys.description')}</a>
    </p>
  ),
  Secret: ({ answer }) => (
    <Copyable label={t('keys.secretTitle')} hint={t('keys.secretHint')} text={answer.secret} />
  )
})
