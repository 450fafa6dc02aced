import { useSignal } from '@preact/signals'
import type { Summary } from '#protocol/desk'
import { STAFF_LIMITS } from '#protocol/limits'
import type { TextKey } from '../i18n/en.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { nameOf } from '../visitor-name.ts'
import { Dialog } from './Dialog.tsx'
import { FormEnd } from './FormEnd.tsx'

const HOUR = 3_600_000
const TIMES: [text: TextKey, ms: number | undefined][] = [
  ['block.hour', HOUR],
  ['block.day', 24 * HOUR],
  ['block.week', 7 * 24 * HOUR],
  ['block.month', 30 * 24 * HOUR],
  ['block.good', undefined]
]

type BlockDialogProps = { desk: DeskModel; summary: Summary; onClose(): void }

/** Asked first, since it ends the conversation. */
export function BlockDialog({ desk, summary, onClose }: BlockDialogProps) {
  const time = useSignal(1)
  const reason = useSignal('')
  return (
    <Dialog title={t('block.title', { name: nameOf(summary) })} onClose={onClose}>
      <form
        onSubmit={event => {
          event.preventDefault()
          onClose()
          desk.block(summary.uid, reason.value.trim(), TIMES[time.value]![1])
        }}
      >
        <p class="dialog-text">{t('block.hint')}</p>
        <fieldset class="choice-row">
          <legend>{t('block.for')}</legend>
          {TIMES.map(([text], i) => (
            <label key={text}>
              <input
                type="radio"
                name="block-for"
                checked={time.value === i}
                onChange={() => (time.value = i)}
              />
              <span>{t(text)}</span>
            </label>
          ))}
        </fieldset>
        <label class="area-field">
          <span>{t('block.reason')}</span>
          <textarea
            rows={2}
            maxLength={STAFF_LIMITS.reasonLength}
            value={reason.value}
            onInput={event => (reason.value = event.currentTarget.value)}
          />
        </label>
        <FormEnd does={t('block.do')} isDangerous onCancel={onClose} />
      </form>
    </Dialog>
  )
}
