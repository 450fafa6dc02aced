import { useSignal } from '@preact/signals'
import type { Agent } from '#protocol/api/people'
import { ROLES } from '#protocol/api/operation'
import { call } from '../call.ts'
import { t } from '../i18n/t.ts'
import { Copyable } from '../parts.tsx'
import { resource } from '../resource.ts'

const stateOf = ({ isEnabled, hasSignedIn }: Agent) =>
  !isEnabled ? 'off' : hasSignedIn ? 'active' : 'invited'

export const AGENTS = resource<Agent>({
  page: 'agents',
  part: 'people',
  role: 'admin',
  title: 'agents.title',
  about: 'agents.about',
  none: 'agents.none',
  makes: 'agents.new',
  list: 'listAgents',
  create: 'createAgent',
  update: 'updateAgent',
  idField: 'agent',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  columns: [
    { title: 'agents.name', show: ({ name }) => name },
    { title: 'agents.email', show: ({ email }) => email },
    { title: 'agents.role', show: ({ role }) => t(`agents.role.${role}`) },
    { title: 'agents.capacity', show: ({ capacity }) => capacity },
    {
      title: 'agents.state',
      show: agent => (
        <span class={`admin-state ${stateOf(agent)}`}>{t(`agents.state.${stateOf(agent)}`)}</span>
      )
    }
  ],
  fields: [
    { name: 'email', label: 'agents.email', kind: 'email', isNeeded: true, only: 'making' },
    { name: 'name', label: 'agents.name', hint: 'agents.nameHint', kind: 'text', isNeeded: true, most: 100 },
    {
      name: 'role',
      label: 'agents.role',
      hint: 'agents.roleHint',
      kind: 'choice',
      choices: ROLES.map(value => ({ value, label: `agents.role.${value}` as const }))
    },
    {
      name: 'capacity',
      label: 'agents.capacity',
      hint: 'agents.capacityHint',
      kind: 'number',
      least: 0,
      most: 100
    },
    { name: 'groupIds', label: 'agents.groups', kind: 'choices', choices: 'groups' },
    { name: 'isEnabled', label: 'agents.enabled', kind: 'flag', only: 'changing' }
  ],
  fresh: { email: '', name: '', role: 'agent', capacity: 5, groupIds: [] },
  Secret: ({ answer }) => <Link name={answer.agent.name} link={answer.link} />,
  Aside: ({ item, reload }) => <Access agent={item} reload={reload} />
})

const Link = ({ name, link }: { name: string; link: string }) => (
  <Copyable label={t('agents.linkTitle', { name })} hint={t('agents.linkHint')} text={link} />
)

/** How somebody gets in, and out. */
function Access({ agent, reload }: { agent: Agent; reload(): void }) {
  const link = useSignal('')
  const said = useSignal('')
  async function make() {
    const answer = await call('linkAgent', { agent: agent.id })
    if (answer.ok) link.value = answer.value.link
  }
  async function signOut() {
    const answer = await call('signOutAgent', { agent: agent.id })
    said.value = t(answer.ok ? 'agents.signedOut' : 'admin.failed')
  }
  async function reset() {
    if (!confirm(t('agents.resetReally', { name: agent.name }))) return
    const answer = await call('resetSecondFactor', { agent: agent.id })
    said.value = t(answer.ok ? 'agents.wasReset' : 'admin.failed')
    reload()
  }
  return (
    <aside class="admin-aside">
      <p>{agent.email}</p>
      {link.value ? (
        <Link name={agent.name} link={link.value} />
      ) : (
        <button type="button" class="button" disabled={!agent.isEnabled} onClick={() => void make()}>
          {t('agents.link')}
        </button>
      )}
      <p>{t(agent.hasSecondFactor ? 'agents.hasSecond' : 'agents.noSecond')}</p>
      <div class="admin-actions">
        <button type="button" class="button" onClick={() => void signOut()}>
          {t('agents.signOut')}
        </button>
        {agent.hasSecondFactor && (
          <button type="button" class="button danger" onClick={() => void reset()}>
            {t('agents.reset')}
          </button>
        )}
      </div>
      <p role="status">{said.value}</p>
    </aside>
  )
}
