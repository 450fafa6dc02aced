import type { AuditEntry } from '#protocol/api/company'
import { formatDate } from '../../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { resource } from '../resource.ts'

export const AUDIT = resource<AuditEntry>({
  page: 'audit',
  part: 'company',
  role: 'admin',
  title: 'audit.title',
  about: 'audit.about',
  none: 'audit.none',
  list: 'listAudit',
  idField: 'id',
  idOf: ({ id }) => id,
  nameOf: ({ action }) => action,
  columns: [
    { title: 'audit.what', show: ({ action, target }) => <code>{`${action} ${target}`}</code> },
    {
      title: 'audit.by',
      show: ({ by }) => (by.kind === 'key' ? `${by.name} (${t('audit.byKey')})` : by.name)
    },
    { title: 'audit.at', show: ({ at }) => formatDate(at) },
    { title: 'audit.given', show: ({ given }) => <code class="admin-given">{given}</code> }
  ],
  fields: [],
  fresh: {}
})
