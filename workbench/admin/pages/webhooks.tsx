import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { WEBHOOK_EVENTS, type Call, type Webhook } from '#protocol/api/webhooks'
import { formatDate } from '../../i18n/format.ts'
import { call } from '../call.ts'
import { t } from '../i18n/t.ts'
import { Copyable, Problem } from '../parts.tsx'
import { resource } from '../resource.ts'

export const WEBHOOKS = resource<Webhook>({
  page: 'webhooks',
  part: 'company',
  role: 'admin',
  title: 'webhooks.title',
  about: 'webhooks.about',
  none: 'webhooks.none',
  makes: 'webhooks.new',
  list: 'listWebhooks',
  create: 'createWebhook',
  update: 'updateWebhook',
  remove: 'deleteWebhook',
  idField: 'webhook',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  columns: [
    { title: 'webhooks.name', show: ({ name }) => name },
    { title: 'webhooks.url', show: ({ url }) => url },
    { title: 'webhooks.events', show: ({ events }) => events.join(', ') },
    {
      title: 'webhooks.state',
      show: ({ isEnabled }) => (
        <span class={`admin-state ${isEnabled ? 'active' : 'off'}`}>
          {t(isEnabled ? 'webhooks.on' : 'webhooks.off')}
        </span>
      )
    }
  ],
  fields: [
    { name: 'name', label: 'webhooks.name', kind: 'text', isNeeded: true, most: 100 },
    {
      name: 'url',
      label: 'webhooks.url',
      hint: 'webhooks.urlHint',
      kind: 'text',
      isNeeded: true,
      most: 2_000
    },
    { name: 'events', label: 'webhooks.events', kind: 'choices', choices: 'events' },
    { name: 'isEnabled', label: 'webhooks.enabled', kind: 'flag', only: 'changing' }
  ],
  fresh: { name: '', url: '', events: [...WEBHOOK_EVENTS] },
  Secret: ({ answer }) => (
    <Copyable label={t('webhooks.secret')} hint={t('webhooks.secretHint')} text={answer.secret} />
  ),
  Aside: ({ item }) => <Calls webhook={item.id} />
})

/** What it was told, and what came of it. */
function Calls({ webhook }: { webhook: string }) {
  const calls = useSignal<readonly Call[] | undefined>(undefined)
  const hasFailed = useSignal(false)

  async function load() {
    const answer = await call('listCalls', { webhook })
    hasFailed.value = !answer.ok
    if (answer.ok) calls.value = answer.value.items
  }
  useEffect(() => void load(), [webhook])

  async function again(id: string) {
    hasFailed.value = !(await call('replayCall', { webhook, call: id })).ok
    await load()
  }

  return (
    <aside class="admin-aside">
      <div class="admin-actions">
        <p class="admin-label">{t('webhooks.calls')}</p>
        <button type="button" class="button" onClick={() => void load()}>
          {t('webhooks.reload')}
        </button>
      </div>
      <Problem shown={hasFailed.value} />
      {calls.value?.length === 0 && <p class="admin-hint">{t('webhooks.noCalls')}</p>}
      <ul class="admin-calls">
        {calls.value?.map(({ id, event, state, tries, problem, createdAt }) => (
          <li key={id}>
            <b>{event}</b> <time>{formatDate(createdAt)}</time>
            <p class="admin-hint">
              {t(`webhooks.call.${state}`, { count: tries })}
              {problem && `: ${problem}`}
            </p>
            <button type="button" class="button" onClick={() => void again(id)}>
              {t('webhooks.replay')}
            </button>
          </li>
        ))}
      </ul>
    </aside>
  )
}
