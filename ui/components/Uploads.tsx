import { LIMITS } from '#protocol/limits'
import { formatPercent, t, type TextKey } from '../i18n/t.ts'
import type { ConversationModel, UploadItem } from '../models/ConversationModel.ts'
import { Icon } from './Icon.tsx'

const PROBLEMS: Partial<Record<NonNullable<UploadItem['problem']>, TextKey>> = {
  'too-large': 'upload.tooLarge',
  'wrong-type': 'upload.wrongType',
  'rate-limited': 'upload.limited',
  offline: 'upload.offline'
}

/** Files on their way, each with its progress and a way to stop it. */
export function Uploads({ model }: { model: ConversationModel }) {
  if (model.uploads.value.length === 0) return null
  return (
    <ul class="uploads">
      {model.uploads.value.map(item => (
        <li key={item.key} class={item.problem ? 'problem' : ''}>
          {item.problem ? <span role="alert">{describe(item)}</span> : <Progress item={item} />}
          <button
            type="button"
            class="tool"
            onClick={item.cancel}
            aria-label={item.problem ? t('upload.dismiss') : t('upload.cancel', { name: item.name })}
          >
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Progress({ item }: { item: UploadItem }) {
  return (
    <label>
      <span>{t('upload.progress', { name: item.name, percent: formatPercent(item.progress) })}</span>
      <progress max={100} value={Math.round(item.progress * 100)} />
    </label>
  )
}

const describe = ({ problem, name }: UploadItem) =>
  t((problem && PROBLEMS[problem]) ?? 'upload.failed', { name, limit: LIMITS.fileBytes / 1024 / 1024 })
