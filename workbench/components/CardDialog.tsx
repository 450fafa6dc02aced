import { useSignal } from '@preact/signals'
import { LIMITS } from '#protocol/limits'
import { safeUrl } from '#protocol/safe-url'
import type { Product } from '#protocol/card'
import type { TextKey } from '../i18n/en.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { Dialog } from './Dialog.tsx'
import { FormEnd } from './FormEnd.tsx'

type Field = 'title' | 'url' | 'note' | 'picture' | 'desc'
const FIELDS: [field: Field, text: TextKey, isAddress?: boolean][] = [
  ['title', 'card.name'],
  ['note', 'card.price'],
  ['url', 'card.link', true],
  ['picture', 'card.picture', true],
  ['desc', 'card.text']
]
const isWeb = (text: string) => /^https?:/i.test(text) && safeUrl(text) !== undefined

/** A product that the agent describes; the visitor gets it as a card. */
export function CardDialog({ desk, onClose }: { desk: DeskModel; onClose(): void }) {
  const values = useSignal<Partial<Record<Field, string>>>({})
  const problem = useSignal(false)

  function submit(event: Event) {
    event.preventDefault()
    const given = Object.entries(values.value).flatMap(([name, value]) =>
      value.trim() ? [[name, value.trim()]] : []
    )
    const card = { type: 'product', ...Object.fromEntries(given) } as Product
    problem.value = [card.url, card.picture].some(one => one !== undefined && !isWeb(one))
    if (problem.value || !card.title) return
    onClose()
    desk.opened.value?.model.post({ kind: 'card', card })
  }

  return (
    <Dialog title={t('card.title')} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        {FIELDS.map(([field, text, isAddress]) => (
          <label key={field} class="field">
            <span>{t(text)}</span>
            <input
              type="text"
              inputMode={isAddress ? 'url' : undefined}
              required={field === 'title'}
              maxLength={isAddress ? LIMITS.urlLength : LIMITS.cardText}
              value={values.value[field] ?? ''}
              onInput={event => (values.value = { ...values.value, [field]: event.currentTarget.value })}
            />
          </label>
        ))}
        <FormEnd
          problem={problem.value ? t('card.badAddress') : ''}
          does={t('card.send')}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
