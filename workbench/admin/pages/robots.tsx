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
    },
    { name: 'hello', label: 'robots.hello', hint: 'robots.helloHint', kind: 'longOrNone', most: 1_000 },
    {
      name: 'source',
      label: 'robots.source',
      hint: 'robots.sourceHint',
      kind: 'choice',
      choices: (['faq', 'http', 'openai'] as const).map(value => ({
        value,
        label: `robots.source.${value}` as const
      }))
    },
    { name: 'url', label: 'robots.url', hint: 'robots.urlHint', kind: 'textOrNone', most: 2_000 },
    { name: 'endpointKey', label: 'robots.key', hint: 'robots.keyHint', kind: 'secret', most: 4_000 },
    { name: 'model', label: 'robots.model', hint: 'robots.modelHint', kind: 'textOrNone', most: 200 },
    { name: 'timeoutS', label: 'robots.timeout', kind: 'number', least: 1, most: 60 }
  ],
  fresh: {
    name: '',
    answer: 0.65,
    second: 0.8,
    suggest: 0.25,
    manualAfter: 2,
    hello: null,
    source: 'faq',
    url: null,
    model: null,
    timeoutS: 15
  },
  Aside: ({ item }) => <Knowledge robot={item} />
})

type Opinion = Answered<'askRobot'>

/** A question as a visitor would ask it; nothing of it is stored. */
function Try({ robot }: { robot: string }) {
  const question = useSignal('')
  const opinion = useSignal<Opinion | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)

  async function ask(event: Event) {
    event.preventDefault()
    const answer = await call('askRobot', { robot, question: question.value })
    opinion.value = answer.ok ? answer.value : undefined
    problem.value = answer.ok ? undefined : answer.says
  }

  return (
    <form onSubmit={event => void ask(event)}>
      <label class="admin-label" for="robot-try">
        {t('robots.try')}
      </label>
      <p class="admin-hint">{t('robots.tryHint')}</p>
      <div class="admin-line">
        <input
          id="robot-try"
          type="text"
          required
          maxLength={300}
          value={question.value}
          onInput={event => (question.value = event.currentTarget.value)}
        />
        <button type="submit" class="button">
          {t('robots.ask')}
        </button>
      </div>
      <div role="status">
        {opinion.value && (
          <>
            <p>{t(`robots.would.${opinion.value.kind}`)}</p>
            <ol>
              {opinion.value.found.map(({ code, question: known, sure }) => (
                <li key={code}>
                  <a href={`#/admin/faqs/${encodeURIComponent(code)}?robot=${robot}`}>
                    <bdi>{known}</bdi>
                  </a>{' '}
                  {sure.toFixed(2)}
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
      <Problem shown={problem.value !== undefined} says={problem.value ?? ''} />
    </form>
  )
}

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
      <Try robot={robot} />
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
