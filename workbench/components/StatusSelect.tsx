import type { AgentStatus } from '#protocol/desk'
import { Icon } from '#ui/components/Icon.tsx'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'

const STATUSES: AgentStatus[] = ['online', 'busy', 'away']

export function StatusSelect({ desk }: { desk: DeskModel }) {
  const { myStatus } = desk
  return (
    <label class="status-select">
      <i class={`dot ${myStatus.value}`} />
      <span class="sr-only">{t('status.label')}</span>
      <select
        value={myStatus.value}
        onChange={event => {
          const chosen = STATUSES.find(one => one === event.currentTarget.value)
          if (chosen) desk.setStatus(chosen)
          // Refused without a connection: shows again what is so
          event.currentTarget.value = myStatus.value
        }}
      >
        {STATUSES.map(status => (
          <option key={status} value={status}>
            {t(`status.${status}`)}
          </option>
        ))}
      </select>
      <Icon name="down" size={14} />
    </label>
  )
}
