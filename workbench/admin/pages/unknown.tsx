import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Unknown } from '#protocol/api/robots'
import { formatDate } from '../../i18n/format.ts'
import { call } from '../call.ts'
import { t } from '../i18n/t.ts'
import type { AdminPage, PageProps } from '../pages.tsx'
import { Head, Problem } from '../parts.tsx'

/** What visitors have asked a robot in vain, to learn from. */
export const UNKNOWN: AdminPage = {
  page: 'unknown',
  part: 'robots',
  role: 'lead',
  title: 'unknown.title',
  isWithin: true,
  View: props => <UnknownPage {...props} />
}

function UnknownPage({ place }: PageProps) {
  const robot = place.query['robot'] ?? ''
  const items = useSignal<readonly Unknown[] | undefined>(undefined)
  const hasFailed = useSignal(false)

  async function load() {
    const answer = await call('listUnknown', { robot, limit: '200' })
    hasFailed.value = !answer.ok
    if (answer.ok) items.value = answer.value.items
  }
  useEffect(() => void load(), [robot])

  async function drop(words: string) {
    hasFailed.value = !(await call('deleteUnknown', { robot, words })).ok
    await load()
  }

  return (
    <>
      <p class="admin-back">
        <a href={`#/admin/robots/${robot}`}>{t('admin.back')}</a>
      </p>
      <Head title={t('unknown.title')} about={t('unknown.about')} />
      <Problem shown={hasFailed.value} onAgain={() => void load()} />
      {items.value?.length === 0 && <p class="admin-note">{t('unknown.none')}</p>}
      {items.value && items.value.length > 0 && (
        <table class="admin-table">
          <thead>
            <tr>
              {(['words', 'asked', 'askedAt'] as const).map(name => (
                <th key={name} scope="col">
                  {t(`unknown.${name}`)}
                </th>
              ))}
              <th scope="col">
                <span class="sr-only">{t('unknown.learn')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.value.map(({ words, asked, askedAt }) => (
              <tr key={words}>
                <th scope="row">{words}</th>
                <td data-title={t('unknown.asked')}>{asked}</td>
                <td data-title={t('unknown.askedAt')}>{formatDate(askedAt)}</td>
                <td>
                  <span class="admin-actions">
                    <a
                      class="button"
                      aria-label={`${t('unknown.learn')}: ${words}`}
                      href={`#/admin/faqs/new?${new URLSearchParams({ robot, question: words })}`}
                    >
                      {t('unknown.learn')}
                    </a>
                    <button
                      type="button"
                      class="button"
                      aria-label={`${t('unknown.drop')}: ${words}`}
                      onClick={() => void drop(words)}
                    >
                      {t('unknown.drop')}
                    </button>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
