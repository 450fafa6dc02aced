import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { LIMITS } from '#protocol/limits'
import { t } from '../i18n/t.ts'

type RatingFormProps = {
  onRate(score: number, comment: string): void
  /** The visitor does not want to. */
  onSkip(): void
}

const SCORES = [1, 2, 3, 4, 5] as const

/** Five stars and a word about it, above the composer. */
export function RatingForm({ onRate, onSkip }: RatingFormProps) {
  const score = useSignal(0)
  const comment = useSignal('')
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])

  return (
    <form
      class="rating"
      onSubmit={event => {
        event.preventDefault()
        if (score.value > 0) onRate(score.value, comment.value.trim())
      }}
      onKeyDown={event => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onSkip()
      }}
    >
      <fieldset>
        <legend>{t('rating.ask')}</legend>
        <div class="rating-stars">
          {SCORES.map(one => (
            <label key={one} class={one <= score.value ? 'on' : ''}>
              <input
                ref={one === 1 ? first : null}
                type="radio"
                name="score"
                class="sr-only"
                checked={score.value === one}
                aria-label={t('rating.of', { score: one })}
                onChange={() => (score.value = one)}
              />
              <span aria-hidden="true">★</span>
            </label>
          ))}
        </div>
      </fieldset>
      {score.value > 0 && (
        <textarea
          rows={2}
          maxLength={LIMITS.commentLength}
          aria-label={t('rating.comment')}
          placeholder={t('rating.comment')}
          value={comment.value}
          onInput={event => (comment.value = event.currentTarget.value)}
        />
      )}
      <div class="rating-actions">
        <button type="button" class="link" onClick={onSkip}>
          {t('rating.skip')}
        </button>
        <button type="submit" class="primary" disabled={score.value === 0}>
          {t('rating.send')}
        </button>
      </div>
    </form>
  )
}
