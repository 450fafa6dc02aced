import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Summary } from '#protocol/desk'
import { t } from '../i18n/t.ts'
import { routeOf, type RouteTrace } from '../route-trace.ts'
import { Section } from './Section.tsx'

/** Why this conversation is where it is, step by step, where the desk has routed it. */
export function Routed({ summary: { cid, status, agentId } }: { summary: Summary }) {
  const trace = useSignal<RouteTrace | null>(null)
  useEffect(() => {
    let isGone = false
    void routeOf(cid).then(answer => {
      if (!isGone) trace.value = answer.ok ? answer.value.route : null
    })
    return () => {
      isGone = true
    }
  }, [cid, status, agentId])
  if (!trace.value) return null
  const { by, rule, looks, warnings } = trace.value
  return (
    <Section title={t('route.title')}>
      <p class="routed-by">{t(`route.by.${by}`, { rule: rule ?? '' })}</p>
      <ol class="routed">
        {looks.map(({ name, saw, so }, i) => (
          <li key={i}>
            <bdi>{name || t('route.everybody')}</bdi>: {t(`route.saw.${saw}`)}
            {' → '}
            {t(`route.so.${so}`)}
          </li>
        ))}
      </ol>
      {warnings > 0 && <p class="panel-note">{t('route.warnings', { count: warnings })}</p>}
    </Section>
  )
}
