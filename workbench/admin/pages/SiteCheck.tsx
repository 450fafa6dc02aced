import { useSignal } from '@preact/signals'
import type { Answered } from '#protocol/api/operations'
import { call } from '../call.ts'
import { t } from '../i18n/t.ts'
import { Problem } from '../parts.tsx'

type Checked = Answered<'checkSite'>

/** Whether a page has the channel's snippet, and what to mend. */
export function SiteCheck({ channel }: { channel: number }) {
  const page = useSignal('')
  const checked = useSignal<Checked | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  const isBusy = useSignal(false)

  async function check(event: Event) {
    event.preventDefault()
    isBusy.value = true
    const answer = await call('checkSite', { channel: String(channel), page: page.value })
    isBusy.value = false
    checked.value = answer.ok ? answer.value : undefined
    problem.value = answer.ok ? undefined : answer.says
  }

  return (
    <form class="admin-check" onSubmit={event => void check(event)}>
      <label class="admin-label" for="check-page">
        {t('check.title')}
      </label>
      <p class="admin-hint">{t('check.hint')}</p>
      <div class="admin-line">
        <input
          id="check-page"
          type="text"
          inputMode="url"
          required
          maxLength={2_000}
          placeholder="https://shop.example/"
          value={page.value}
          onInput={event => (page.value = event.currentTarget.value)}
        />
        <button type="submit" class="button" disabled={isBusy.value}>
          {t(isBusy.value ? 'check.busy' : 'check.run')}
        </button>
      </div>
      <div role="status">
        {checked.value && (
          <>
            <p class="admin-hint">
              <bdi>{checked.value.page}</bdi>
            </p>
            <ul class="admin-findings">
              {checked.value.findings.map(({ code, level, values }) => (
                <li key={code} class={level}>
                  <b>{t(`check.level.${level}`)}</b> {t(`check.${code}`, values)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <Problem shown={problem.value !== undefined} says={problem.value ?? ''} />
    </form>
  )
}
