import { useSignal } from '@preact/signals'
import type { Channel } from '#protocol/api/channels'
import { inkOn } from '#protocol/ink'
import { call } from '../call.ts'
import type { Values } from '../field.ts'
import { t } from '../i18n/t.ts'
import { Copyable, Problem } from '../parts.tsx'
import { resource } from '../resource.ts'
import { SiteCheck } from './SiteCheck.tsx'

export const CHANNELS = resource<Channel>({
  page: 'channels',
  part: 'channels',
  role: 'admin',
  title: 'channels.title',
  about: 'channels.about',
  none: 'channels.none',
  makes: 'channels.new',
  list: 'listChannels',
  create: 'createChannel',
  update: 'updateChannel',
  idField: 'channel',
  idOf: ({ number }) => String(number),
  nameOf: ({ name }) => name,
  columns: [
    { title: 'channels.name', show: ({ name }) => name },
    { title: 'channels.number', show: ({ number }) => number },
    { title: 'channels.kind', show: ({ kind }) => t(`channels.kind.${kind}`) },
    { title: 'channels.mode', show: ({ mode }) => t(`channels.mode.${mode}`) },
    { title: 'channels.require', show: ({ require }) => t(`channels.require.${require}`) }
  ],
  fields: [
    { name: 'name', label: 'channels.name', kind: 'text', isNeeded: true, most: 100 },
    {
      name: 'kind',
      label: 'channels.kind',
      kind: 'choice',
      only: 'making',
      choices: [
        { value: 'desktop', label: 'channels.kind.desktop' },
        { value: 'h5', label: 'channels.kind.h5' }
      ]
    },
    { name: 'color', label: 'channels.color', kind: 'colour' },
    {
      name: 'location',
      label: 'channels.location',
      kind: 'choice',
      choices: [
        { value: 1, label: 'channels.location.1' },
        { value: 2, label: 'channels.location.2' }
      ]
    },
    {
      name: 'mode',
      label: 'channels.mode',
      hint: 'channels.modeHint',
      kind: 'choice',
      choices: ([1, 2, 3, 4] as const).map(value => ({ value, label: `channels.mode.${value}` as const }))
    },
    { name: 'robot', label: 'channels.robot', kind: 'choice', choices: 'robots', none: 'channels.noRobot' },
    { name: 'locale', label: 'channels.locale', hint: 'channels.localeHint', kind: 'textOrNone', most: 10 },
    { name: 'domains', label: 'channels.domains', hint: 'channels.domainsHint', kind: 'lines' },
    {
      name: 'require',
      label: 'channels.require',
      kind: 'choice',
      choices: (['none', 'sign', 'jwt'] as const).map(value => ({
        value,
        label: `channels.require.${value}` as const
      }))
    },
    { name: 'typingPreview', label: 'channels.typingPreview', kind: 'flag' },
    { name: 'traces', label: 'channels.traces', kind: 'flag' },
    { name: 'invitations', label: 'channels.invitations', kind: 'flag' },
    {
      name: 'agentHello',
      label: 'channels.agentHello',
      hint: 'channels.agentHelloHint',
      kind: 'longOrNone',
      most: 1_000
    },
    {
      name: 'offline',
      label: 'channels.offline',
      hint: 'channels.offlineHint',
      kind: 'longOrNone',
      most: 1_000
    },
    { name: 'unsignedVip', label: 'channels.unsignedVip', hint: 'channels.unsignedHint', kind: 'flag' },
    { name: 'unsignedFirst', label: 'channels.unsignedFirst', kind: 'flag' },
    { name: 'unsignedRouting', label: 'channels.unsignedRouting', kind: 'flag' },
    { name: 'timeouts', label: 'channels.timeouts', hint: 'channels.timeoutsHint', kind: 'timeouts' }
  ],
  fresh: {
    name: '',
    kind: 'desktop',
    color: '0f766e',
    location: 1,
    mode: 2,
    robot: null,
    locale: null,
    domains: [],
    require: 'none',
    typingPreview: false,
    traces: false,
    invitations: false,
    agentHello: null,
    offline: null,
    unsignedVip: true,
    unsignedFirst: true,
    unsignedRouting: true,
    timeouts: []
  },
  Aside: props => <Aside {...props} />
})

function Aside({ item, values, reload }: { item: Channel; values: Values; reload(): void }) {
  const { snippet, link } = item
  return (
    <aside class="admin-aside">
      <Preview values={values} />
      {snippet && <Copyable label={t('channels.snippet')} text={snippet} />}
      <Copyable label={t('channels.link')} text={link} />
      {item.kind === 'desktop' && <SiteCheck channel={item.number} />}
      <SigningKey channel={item} reload={reload} />
    </aside>
  )
}

/** The page and the window as they would be: drawn, since the real ones have what is saved. */
function Preview({ values }: { values: Values }) {
  const color = `#${String(values['color'])}`
  const ink = inkOn(String(values['color']))
  const isLeft = values['location'] === 2
  return (
    <figure class="admin-preview">
      <figcaption>
        <b>{t('channels.preview')}</b>
        <span class="admin-hint">{t('channels.previewHint')}</span>
      </figcaption>
      <svg viewBox="0 0 320 200" role="img" aria-label={t('channels.preview')}>
        <rect width="320" height="200" rx="8" class="page" />
        <rect x="16" y="16" width="120" height="10" rx="5" class="line" />
        <rect x="16" y="36" width="288" height="6" rx="3" class="line" />
        <rect x="16" y="50" width="260" height="6" rx="3" class="line" />
        <g transform={`translate(${isLeft ? 16 : 196} 36)`}>
          <rect width="108" height="118" rx="8" class="window" />
          <path d="M0 8a8 8 0 0 1 8-8h92a8 8 0 0 1 8 8v16H0Z" fill={color} />
          <rect x="10" y="9" width="44" height="6" rx="3" fill={ink} />
          <rect x="10" y="36" width="58" height="16" rx="8" class="line" />
          <rect x="38" y="60" width="60" height="16" rx="8" fill={color} />
          <rect x="46" y="65" width="40" height="5" rx="2.5" fill={ink} />
        </g>
        <circle cx={isLeft ? 34 : 286} cy="176" r="16" fill={color} />
        <path d={`M${isLeft ? 27 : 279} 170h14v9h-8l-4 4v-4h-2Z`} fill={ink} />
      </svg>
    </figure>
  )
}

function SigningKey({ channel, reload }: { channel: Channel; reload(): void }) {
  const key = useSignal('')
  const hasFailed = useSignal(false)
  const given = { channel: String(channel.number) }
  async function make() {
    const answer = await call('rotateChannelKey', given)
    hasFailed.value = !answer.ok
    if (answer.ok) key.value = answer.value.key
  }
  async function drop() {
    hasFailed.value = !(await call('dropOldChannelKey', given)).ok
    reload()
  }
  return (
    <div class="admin-key">
      {key.value ? (
        <Copyable
          label={t('channels.keyTitle', { name: channel.name })}
          hint={t('channels.keyHint')}
          text={key.value}
        />
      ) : (
        <button type="button" class="button" onClick={() => void make()}>
          {t('channels.key')}
        </button>
      )}
      {channel.hasOldKey && (
        <>
          <p class="admin-hint">{t('channels.hasOldKey')}</p>
          <button type="button" class="button" onClick={() => void drop()}>
            {t('channels.dropKey')}
          </button>
        </>
      )}
      <Problem shown={hasFailed.value} />
    </div>
  )
}
