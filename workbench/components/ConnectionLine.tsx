import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'

const LATE_MS = 1_500

/** Says nothing while all is well, and not for a blink. */
export function ConnectionLine({ connection }: Pick<DeskModel, 'connection'>) {
  const { status, tooOld } = connection.value
  const trouble = status !== 'online'
  const late = useSignal(false)
  useEffect(() => {
    if (!trouble) return void (late.value = false)
    const timer = setTimeout(() => (late.value = true), LATE_MS)
    return () => clearTimeout(timer)
  }, [trouble])
  const shown = trouble && (late.value || tooOld)
  return (
    <div class={`connection ${shown ? 'on' : ''}`} role="status">
      {shown && (tooOld ? t('link.tooOld') : t('link.offline'))}
      {shown && tooOld && (
        <button type="button" class="link" onClick={() => location.reload()}>
          {t('link.reload')}
        </button>
      )}
    </div>
  )
}
