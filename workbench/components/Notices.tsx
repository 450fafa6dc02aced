import { Icon } from '#ui/components/Icon.tsx'
import { t } from '../i18n/t.ts'
import type { Notice, NoticeModel } from '../models/NoticeModel.ts'

/** The two regions are always there: only what is added to them is read out. */
export function Notices({ model }: { model: NoticeModel }) {
  const row = ({ key, text, urgent }: Notice) => (
    <p key={key} class={urgent ? 'notice-box urgent' : 'notice-box'}>
      <span>{text}</span>
      <button type="button" class="tool" aria-label={t('notice.dismiss')} onClick={() => model.dismiss(key)}>
        <Icon name="close" size={16} />
      </button>
    </p>
  )
  return (
    <section class="notices" aria-label={t('notice.list')}>
      <div role="alert">{model.notices.value.filter(one => one.urgent).map(row)}</div>
      <div role="status">{model.notices.value.filter(one => !one.urgent).map(row)}</div>
    </section>
  )
}
