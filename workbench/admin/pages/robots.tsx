import { useSignal } from '@preact/signals'
import type { Answered } from '#protocol/api/operations'
import type { Robot } from '#protocol/api/robots'
import { call } from '../call.ts'
import { t } from '../i18n/t.ts'
import { Problem, saveFile } from '../parts.tsx'
import { resource } from '../resource.ts'

export const ROBOTS = resource<Robot>({
  page: 'robots',
  part: 'robots',
  role: 'admin',
  title: 'robots.title',
  about: 'robots.about',
  none: 'robots.none',
  makes: 'robots.new',
  list: 'listRobots',
  create: 'createRobot',
  update: 'updateRobot',
  idField: 'robot',
  idOf: ({ number }) => String(number),
  nameOf: ({ name }) => name,
  columns: [
    { title: 'robots.name', show: ({ name }) => name },
    { title: 'robots.number', show: ({ number }) => number },
    {
      title: 'robots.knows',
      show: ({ number }) => <a href={`#/admin/faqs?robot=${number}`}>{t('robots.knows')}</a>
    },
    {
      title: 'robots.unknown',
      show: ({ number }) => <a href={`#/admin/unknown?robot=${number}`}>{t('robots.unknown')}</a>
    }
  ],
  fields: [
    { name: 'name', label: 'robots.name', kind: 'text', isNeeded: true, most: 100 },
    { name: 'answer', label: 'robots.answer', hint: 'robots.answerHint', kind: 'number', least: 0, most: 1 },
    { name: 'second', label: 'robots.second', hint: 'robots.secondHint', kind: 'number', least: 0, most: 1 },
    {
      name: 'suggest',
      label: 'robots.suggest',
      hint: 'robots.suggestHint',
      kind: 'number',
      least: 0,
      most: 1
    },
    {
      name: 'manualAfter',
      label: 'robots.manualAfter',
      hint: 'robots.manualAfterHint',
      kind: 'number',
      least: 0,
      most: 100
    }
  ],
  fresh: { name: '', answer: 0.65, second: 0.8, suggest: 0.25, manualAfter: 2 },
  Aside: ({ item }) => <Knowledge robot={item} />
})

type Outcome = Answered<'importFaqs'>

/** Ways to what it knows, and files of it. */
function Knowledge({ robot: { number } }: { robot: Robot }) {
  const outcome = useSignal<Outcome | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  const robot = String(number)

  async function read(file: File | undefined) {
    if (!file) return
    const answer = await call('importFaqs', { robot, file: await file.text() })
    outcome.value = answer.ok ? answer.value : undefined
    problem.value = answer.ok ? undefined : answer.says
  }

  async function save() {
    const answer = await call('exportFaqs', { robot, format: 'csv' })
    problem.value = answer.ok ? undefined : answer.says
    if (answer.ok) saveFile(answer.value.file, `robot-${robot}.csv`)
  }

  return (
    <aside class="admin-aside">
      <p>
        {t('robots.numberHint')} <b>{number}</b>
      </p>
      <p class="admin-actions">
        <a class="button" href={`#/admin/faqs?robot=${number}`}>
          {t('robots.knows')}
        </a>
        <a class="button" href={`#/admin/unknown?robot=${number}`}>
          {t('robots.unknown')}
        </a>
        <button type="button" class="button" onClick={() => void save()}>
          {t('robots.export')}
        </button>
      </p>
      <div>
        <label class="admin-label" for="faq-file">
          {t('robots.import')}
        </label>
        <p class="admin-hint">{t('robots.importHint')}</p>
        <input
          id="faq-file"
          type="file"
          accept=".csv,.json"
          onChange={event => {
            void read(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
        <div role="status">{outcome.value && <Told outcome={outcome.value} />}</div>
        <Problem shown={problem.value !== undefined} says={problem.value ?? ''} />
      </div>
    </aside>
  )
}

const Told = ({ outcome: { imported, refused, problems } }: { outcome: Outcome }) => (
  <>
    <p>{t('robots.imported', { count: imported })}</p>
    {refused > 0 && (
      <>
        <p>{t('robots.refused', { count: refused })}</p>
        <ul>
          {problems.map(({ line, why }) => (
            <li key={`${line} ${why}`}>{t('robots.line', { line, why })}</li>
          ))}
        </ul>
      </>
    )}
  </>
)
