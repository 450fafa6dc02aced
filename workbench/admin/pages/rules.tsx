import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { PastVisitor } from '#protocol/api/rules'
import type { Rule } from '#protocol/routing'
import { formatDate } from '../../i18n/format.ts'
import { call, type Refused } from '../call.ts'
import { loadTargets } from '../choices.ts'
import { Rules, type Targets } from '../fields/Rules.tsx'
import { t } from '../i18n/t.ts'
import type { AdminPage, PageProps } from '../pages.tsx'
import { Head, Problem } from '../parts.tsx'

export const RULES: AdminPage = {
  page: 'rules',
  part: 'people',
  role: 'admin',
  title: 'rules.title',
  View: props => <RulesPage {...props} />
}

/** What fits into an address. */
const LONGEST = 8_000

function RulesPage({ say }: PageProps) {
  const rules = useSignal<Rule[] | undefined>(undefined)
  const targets = useSignal<Targets>({ agents: [], groups: [], channels: [] })
  const problem = useSignal<Refused | undefined>(undefined)
  const hit = useSignal<number | null>(null)

  async function load() {
    const answer = await call('getRules', {})
    problem.value = answer.ok ? undefined : answer
    if (answer.ok) rules.value = answer.value.rules
  }
  useEffect(() => {
    void load()
    void loadTargets().then(next => (targets.value = next))
  }, [])

  async function submit(event: Event) {
    event.preventDefault()
    const answer = await call('updateRules', { rules: rules.value! })
    problem.value = answer.ok ? undefined : answer
    if (answer.ok) say(t('admin.saved'))
  }

  return (
    <>
      <Head title={t('rules.title')} about={t('rules.about')} />
      <Problem
        shown={problem.value !== undefined}
        {...(problem.value ? { says: problem.value.says } : {})}
        {...(rules.value ? {} : { onAgain: () => void load() })}
      />
      {rules.value && (
        <div class="admin-item has-aside">
          <form class="admin-form" onSubmit={event => void submit(event)}>
            {rules.value.length === 0 && <p class="admin-note">{t('rules.none')}</p>}
            <Rules
              value={rules.value}
              targets={targets.value}
              hit={hit.value}
              onChange={next => {
                hit.value = null
                rules.value = next
              }}
            />
            <div class="admin-actions">
              <button type="submit" class="button primary">
                {t('admin.save')}
              </button>
            </div>
          </form>
          <Try rules={rules.value} onHit={place => (hit.value = place)} />
        </div>
      )}
    </>
  )
}

/** On somebody who was there, with the rules as they stand on the screen. */
function Try({ rules, onHit }: { rules: Rule[]; onHit(place: number | null): void }) {
  const visitors = useSignal<readonly PastVisitor[]>([])
  const visitor = useSignal('')
  const says = useSignal('')
  const hasFailed = useSignal(false)
  useEffect(() => {
    void call('listPastVisitors', { limit: '50' }).then(answer => {
      if (!answer.ok) return
      visitors.value = answer.value.items
      visitor.value = answer.value.items[0]?.id ?? ''
    })
  }, [])

  async function run() {
    const text = JSON.stringify(rules)
    const given = text.length > LONGEST ? {} : { rules: text }
    const answer = await call('tryRules', { visitor: visitor.value, ...given })
    hasFailed.value = !answer.ok
    says.value = ''
    if (!answer.ok) return void (says.value = answer.field === 'rules' ? t('rules.incomplete') : answer.says)
    const { place, rule } = answer.value
    onHit(place)
    says.value = rule === null ? t('rules.noHit') : t('rules.hit', { place: place ?? '', name: rule })
  }

  return (
    <aside class="admin-aside">
      <label class="admin-label" for="rules-visitor">
        {t('rules.try')}
      </label>
      <p class="admin-hint">{t('rules.tryHint')}</p>
      {visitors.value.length === 0 ? (
        <p class="admin-note">{t('rules.nobody')}</p>
      ) : (
        <>
          <select
            id="rules-visitor"
            value={visitor.value}
            onChange={event => {
              visitor.value = event.currentTarget.value
              onHit(null)
              says.value = ''
            }}
          >
            {visitors.value.map(({ id, name, at }) => (
              <option key={id} value={id}>
                {name || t('rules.unnamed')} · {formatDate(at)}
              </option>
            ))}
          </select>
          <button type="button" class="button" onClick={() => void run()}>
            {t('rules.run')}
          </button>
        </>
      )}
      <p role="status">{hasFailed.value ? '' : says.value}</p>
      <Problem shown={hasFailed.value} says={says.value} />
    </aside>
  )
}
