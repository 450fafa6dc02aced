import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { TALK_FORMATS } from '#protocol/api/search'
import type { Answered } from '#protocol/api/operations'
import { call, type Refused } from '../call.ts'
import { t } from '../i18n/t.ts'
import { Problem } from '../parts.tsx'

type TalksExportProps = { from: string; to: string; timeZone: string }

/** The conversations of these days as a file, with what their pages have handed over. */
export function TalksExport(days: TalksExportProps) {
  const filters = useSignal<Answered<'listSearchFilters'>>({ agents: [], channels: [] })
  const agent = useSignal('')
  const channel = useSignal('')
  const problem = useSignal<Refused | undefined>(undefined)
  useEffect(
    () =>
      void call('listSearchFilters', {}).then(answer => {
        if (answer.ok) filters.value = answer.value
      }),
    []
  )

  async function save(format: (typeof TALK_FORMATS)[number]) {
    const answer = await call('exportConversations', {
      ...days,
      format,
      ...(agent.value ? { agent: agent.value } : {}),
      ...(channel.value ? { channel: Number(channel.value) } : {})
    })
    problem.value = answer.ok ? undefined : answer
    if (!answer.ok) return
    const link = document.createElement('a')
    link.href = answer.value.url
    link.download = `conversations-${days.from}-${days.to}.${format}`
    link.click()
  }

  return (
    <section class="admin-section" aria-labelledby="talks-title">
      <h3 id="talks-title">{t('talks.title')}</h3>
      <p class="admin-hint">{t('talks.about')}</p>
      <div class="admin-search">
        <select
          aria-label={t('talks.channel')}
          value={channel.value}
          onChange={event => (channel.value = event.currentTarget.value)}
        >
          <option value="">{t('talks.anyChannel')}</option>
          {filters.value.channels.map(({ number, name }) => (
            <option key={number} value={number}>
              {name || number}
            </option>
          ))}
        </select>
        <select
          aria-label={t('talks.agent')}
          value={agent.value}
          onChange={event => (agent.value = event.currentTarget.value)}
        >
          <option value="">{t('talks.anyAgent')}</option>
          {filters.value.agents.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        {TALK_FORMATS.map(format => (
          <button key={format} type="button" class="button" onClick={() => void save(format)}>
            {t(`talks.${format}`)}
          </button>
        ))}
      </div>
      <Problem shown={problem.value !== undefined} says={problem.value?.says ?? ''} />
    </section>
  )
}
