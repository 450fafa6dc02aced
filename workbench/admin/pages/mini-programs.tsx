import { useSignal } from '@preact/signals'
import type { MiniProgram } from '#protocol/api/mini-programs'
import { formatDate } from '../../i18n/format.ts'
import { call } from '../call.ts'
import { t } from '../i18n/t.ts'
import { Copyable, Problem } from '../parts.tsx'
import { resource } from '../resource.ts'

const STATES = { new: 'waiting', verified: 'active', failing: 'off' } as const

export const MINI_PROGRAMS = resource<MiniProgram>({
  page: 'mini-programs',
  part: 'channels',
  role: 'admin',
  title: 'miniPrograms.title',
  about: 'miniPrograms.about',
  none: 'miniPrograms.none',
  makes: 'miniPrograms.new',
  list: 'listMiniPrograms',
  create: 'bindMiniProgram',
  update: 'updateMiniProgram',
  idField: 'miniProgram',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  columns: [
    { title: 'miniPrograms.name', show: ({ name }) => name },
    { title: 'miniPrograms.appId', show: ({ appId }) => appId },
    {
      title: 'miniPrograms.state',
      show: ({ state }) => (
        <span class={`admin-state ${STATES[state]}`}>{t(`miniPrograms.state.${state}`)}</span>
      )
    },
    { title: 'miniPrograms.mode', show: ({ mode }) => t(`channels.mode.${mode}`) }
  ],
  fields: [
    { name: 'name', label: 'miniPrograms.name', kind: 'text', isNeeded: true, most: 100 },
    {
      name: 'appId',
      label: 'miniPrograms.appId',
      hint: 'miniPrograms.appIdHint',
      kind: 'text',
      isNeeded: true,
      most: 42,
      only: 'making'
    },
    {
      name: 'appSecret',
      label: 'miniPrograms.appSecret',
      hint: 'miniPrograms.appSecretHint',
      kind: 'secret',
      most: 200
    },
    {
      name: 'encodingAesKey',
      label: 'miniPrograms.aesKey',
      hint: 'miniPrograms.aesKeyHint',
      kind: 'secret',
      most: 43
    },
    { name: 'token', label: 'miniPrograms.token', hint: 'miniPrograms.tokenHint', kind: 'secret', most: 32 },
    {
      name: 'mode',
      label: 'miniPrograms.mode',
      kind: 'choice',
      choices: ([1, 2, 3, 4] as const).map(value => ({ value, label: `channels.mode.${value}` as const }))
    },
    {
      name: 'robot',
      label: 'miniPrograms.robot',
      kind: 'choice',
      choices: 'robots',
      none: 'channels.noRobot'
    },
    {
      name: 'group',
      label: 'miniPrograms.group',
      hint: 'miniPrograms.serveHint',
      kind: 'choice',
      choices: 'groups',
      none: 'miniPrograms.nobody'
    },
    {
      name: 'agent',
      label: 'miniPrograms.agent',
      kind: 'choice',
      choices: 'agents',
      none: 'miniPrograms.nobody'
    }
  ],
  fresh: { name: '', appId: '', mode: 3, robot: null, group: null, agent: null },
  Secret: ({ answer }) => <Push {...answer} />,
  Aside: ({ item, reload }) => <State item={item} reload={reload} />
})

/** What has to stand on the platform's side. */
const Push = ({ url, token }: Pick<MiniProgram, 'url' | 'token'>) => (
  <>
    <Copyable label={t('miniPrograms.url')} hint={t('miniPrograms.urlHint')} text={url} />
    <Copyable label={t('miniPrograms.token')} text={token} />
  </>
)

/** How it is doing. */
function State({ item, reload }: { item: MiniProgram; reload(): void }) {
  const { id, url, token, pushedAt, failingSince, problem, state } = item
  const hasFailed = useSignal(false)
  const isBusy = useSignal(false)

  async function check() {
    isBusy.value = true
    hasFailed.value = !(await call('checkMiniProgram', { miniProgram: id })).ok
    isBusy.value = false
    reload()
  }

  return (
    <aside class="admin-aside">
      <p class="admin-label">{t(`miniPrograms.state.${state}`)}</p>
      <p class="admin-hint" role="status">
        {failingSince !== null
          ? t('miniPrograms.since', { time: formatDate(failingSince), problem: problem ?? '' })
          : pushedAt !== null
            ? t('miniPrograms.pushedAt', { time: formatDate(pushedAt) })
            : t('miniPrograms.never')}
      </p>
      <Problem shown={hasFailed.value} />
      <button type="button" class="button" disabled={isBusy.value} onClick={() => void check()}>
        {t('miniPrograms.check')}
      </button>
      <Push url={url} token={token} />
    </aside>
  )
}
