import { QUEUE_MODES } from '#protocol/group'
import type { Group } from '#protocol/api/people'
import { t } from '../i18n/t.ts'
import { resource } from '../resource.ts'

export const GROUPS = resource<Group>({
  page: 'groups',
  part: 'people',
  role: 'admin',
  title: 'groups.title',
  about: 'groups.about',
  none: 'groups.none',
  makes: 'groups.new',
  list: 'listGroups',
  create: 'createGroup',
  update: 'updateGroup',
  remove: 'deleteGroup',
  idField: 'group',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  columns: [
    { title: 'groups.name', show: ({ name }) => name },
    { title: 'groups.id', show: ({ id }) => <code>{id}</code> },
    { title: 'groups.agents', show: ({ agentIds }) => agentIds.length },
    { title: 'groups.mode', show: ({ queueMode }) => t(`groups.mode.${queueMode}`) },
    {
      title: 'groups.hours',
      show: ({ hours }) => (hours === null ? t('hours.always') : hours.timeZone)
    }
  ],
  fields: [
    { name: 'name', label: 'groups.name', kind: 'text', isNeeded: true, most: 100 },
    { name: 'id', label: 'groups.id', hint: 'groups.idHint', kind: 'text', only: 'making', most: 64 },
    { name: 'agentIds', label: 'groups.agents', kind: 'choices', choices: 'agents' },
    {
      name: 'queueMode',
      label: 'groups.mode',
      kind: 'choice',
      choices: QUEUE_MODES.map(value => ({ value, label: `groups.mode.${value}` as const }))
    },
    {
      name: 'queueLimit',
      label: 'groups.limit',
      hint: 'groups.limitHint',
      kind: 'limit',
      least: 0,
      most: 100_000
    },
    { name: 'hours', label: 'groups.hours', kind: 'hours' }
  ],
  fresh: { name: '', id: undefined, agentIds: [], queueMode: 'in-turn', queueLimit: null, hours: null }
})
