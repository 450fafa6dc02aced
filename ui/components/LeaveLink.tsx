import { t } from '../i18n/t.ts'
import type { ConversationLook } from '../models/ConversationModel.ts'

/** The way to leave a message, in notices that nobody is there. */
export function LeaveLink({ leave }: { leave: ConversationLook['leave'] }) {
  if (!leave.notices.value) return null
  return (
    <>
      {' '}
      <button type="button" class="link" onClick={leave.open}>
        {t('chat.leave')}
      </button>
    </>
  )
}
