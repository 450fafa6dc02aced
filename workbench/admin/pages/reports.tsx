import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { REPORT_BY, type Figures } from '#protocol/api/reports'
import type { Answered, Given } from '#protocol/api/operations'
import { ownLanguage } from '../../i18n/t.ts'
import { call, type Refused } from '../call.ts'
import { Chart } from '../Chart.tsx'
import { t, type AdminKey } from '../i18n/t.ts'
import type { AdminPage, PageProps } from '../pages.tsx'
import { Head, Problem, saveFile } from '../parts.tsx'
import { TalksExport } from './TalksExport.tsx'

export const REPORTS: AdminPage = {
  page: 'reports',
  part: 'reports',
  role: 'lead',
  title: 'reports.title',
  View: props => <Reports {...props} />
}

const DAY_MS = 86_400_000

type Figure = { name: keyof Figures; label: AdminKey; show(figures: Figures): string }

const number = (value: number | null, digits = 0) =>
  value === null ? '–' : new Intl.NumberFormat(ownLanguage(), { maximumFractionDigits: digits }).format(value)

function duration(ms: number | null): string {
  if (ms === null) return '–'
  const unit = (value: number, unit: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(ownLanguage(), {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: 1
    }).format(value)
  if (ms < 60_000) return unit(ms / 1_000, 'second')
  return ms < 3_600_000 ? unit(ms / 60_000, 'minute') : unit(ms / 3_600_000, 'hour')
}

const share = (part: number, of: number) =>
  of === 0
    ? '–'
    : new Intl.NumberFormat(ownLanguage(), { style: 'percent', maximumFractionDigits: 0 }).format(part / of)

/** What is shown of a row, in this order. */
const FIGURES: readonly Figure[] = [
  { name: 'conversations', label: 'reports.conversations', show: one => number(one.conversations) },
  { name: 'messages', label: 'reports.messages', show: one => number(one.messages) },
  { name: 'answered', label: 'reports.answered', show: one => share(one.answered, one.conversations) },
  { name: 'firstAnswerMs', label: 'reports.firstAnswer', show: one => duration(one.firstAnswerMs) },
  { name: 'handlingMs', label: 'reports.handling', show: one => duration(one.handlingMs) },
  { name: 'waitMs', label: 'reports.wait', show: one => duration(one.waitMs) },
  { name: 'abandoned', label: 'reports.abandoned', show: one => share(one.abandoned, one.queued) },
  { name: 'score', label: 'reports.score', show: one => `${number(one.score, 1)} (${number(one.rated)})` },
  { name: 'solvedByRobot', label: 'reports.robot', show: one => share(one.solvedByRobot, one.byRobot) }
]

const today = (ago = 0) => new Date(Date.now() - ago * DAY_MS).toLocaleDateString('en-CA')

function Reports({ place, go }: PageProps) {
  const report = useSignal<Answered<'getReport'> | undefined>(undefined)
  const problem = useSignal<Refused | undefined>(undefined)
  const { from = today(13), to = today(), by = 'day' } = place.query
  const given = {
    from,
    to,
    by: REPORT_BY.find(one => one === by) ?? 'day',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone
  } satisfies Given<'getReport'>

  async function load() {
    const answer = await call('getReport', given)
    problem.value = answer.ok ? undefined : answer
    if (answer.ok) report.value = answer.value
  }
  useEffect(() => void load(), [from, to, by])

  async function save() {
    const answer = await call('exportReport', given)
    if (answer.ok) saveFile(answer.value.file, `report-${from}-${to}-${given.by}.csv`)
    else problem.value = answer
  }

  const set = (change: Record<string, string>) =>
    go({ page: 'reports', id: undefined, query: { from, to, by, ...change } })
  const rows = report.value?.rows ?? []
  return (
    <>
      <Head title={t('reports.title')} about={t('reports.about')}>
        <button type="button" class="button" onClick={() => void save()}>
          {t('reports.save')}
        </button>
      </Head>
      <div class="admin-search">
        {(['from', 'to'] as const).map(name => (
          <label key={name} class="admin-inline">
            {t(`reports.${name}`)}
            <input
              type="date"
              value={name === 'from' ? from : to}
              onChange={event => event.currentTarget.value && set({ [name]: event.currentTarget.value })}
            />
          </label>
        ))}
        <label class="admin-inline">
          {t('reports.by')}
          <select value={given.by} onChange={event => set({ by: event.currentTarget.value })}>
            {REPORT_BY.map(one => (
              <option key={one} value={one}>
                {t(`reports.by.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Problem shown={problem.value !== undefined} says={problem.value?.says ?? ''} />
      {report.value && given.by === 'day' && rows.length > 1 && (
        <Chart
          label={t('reports.conversations')}
          dayLabel={t('reports.by.day')}
          days={rows.map(({ key }) => key)}
          lines={[
            { label: t('reports.conversations'), values: rows.map(({ conversations }) => conversations) },
            { label: t('reports.answeredByPeople'), values: rows.map(({ answered }) => answered) }
          ]}
        />
      )}
      {report.value && (
        <div class="admin-wide" tabIndex={0} role="region" aria-label={t('reports.title')}>
          <table class="admin-table figures">
            <thead>
              <tr>
                <th scope="col">{t(`reports.by.${given.by}`)}</th>
                {FIGURES.map(({ name, label }) => (
                  <th key={name} scope="col">
                    {t(label)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <Row name={t('reports.all')} figures={report.value.all} />
              {rows.map(row => (
                <Row
                  key={row.key}
                  name={row.name || t(given.by === 'channel' ? 'reports.unknown' : 'reports.nobody')}
                  figures={row}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <TalksExport from={from} to={to} timeZone={given.timeZone} />
    </>
  )
}

const Row = ({ name, figures }: { name: string; figures: Figures }) => (
  <tr>
    <th scope="row">{name}</th>
    {FIGURES.map(figure => (
      <td key={figure.name} data-title={t(figure.label)}>
        {figure.show(figures)}
      </td>
    ))}
  </tr>
)
