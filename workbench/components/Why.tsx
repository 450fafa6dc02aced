import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Summary } from '#protocol/desk'
import type { TextKey } from '../i18n/en.ts'
import { en } from '../i18n/en.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { readWhy, type Why as Reasons } from '../staff.ts'
import { Section } from './Section.tsx'

/** Which way a conversation has come: each look of the desk, and what followed from it. */
export function Why({ desk, summary }: { desk: DeskModel; summary: Summary }) {
  const why = useSignal<Reasons | undefined>(undefined)
  const { cid, statusAt, groupId, agentId } = summary
  useEffect(() => {
    let isCurrent = true
    void readWhy(cid).then(answer => {
      if (isCurrent) why.value = answer.ok ? answer.value : undefined
    })
    return () => void (isCurrent = false)
  }, [cid, statusAt, groupId, agentId])
  const route = why.value?.route
  if (!route) return null
  return (
    <Section title={t('why.title')}>
      <p class="why-by">{word('by', route.by, { name: route.rule ?? route.from ?? '' })}</p>
      <ol class="why">
        {route.looks.map((look, i) => (
          <li key={i} class={look.so}>
            <b>
              <bdi>{nameOf(desk, look)}</bdi>
            </b>
            {': '}
            {word('saw', look.saw)} → {word('so', look.so)}
          </li>
        ))}
      </ol>
      {route.warnings.length > 0 && (
        <>
          <p class="why-by">{t('why.warnings')}</p>
          <ul class="why-warnings">
            {route.warnings.map((warning, i) => (
              <li key={i}>
                {word('warn', warning.what, { step: warning.step ?? '', given: warning.given ?? '' })}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  )
}

type Look = NonNullable<Reasons['route']>['looks'][number]

function nameOf(desk: DeskModel, { to, id }: Look): string {
  if (to === 'platform' || to === 'company') return id
  if (to === 'agent') return desk.nameOfAgent(id) || id
  // Without groups there is one of all, which goes by the company's id
  return desk.nameOfGroup(id) || (desk.groups.value.length === 0 ? t('why.everybody') : id)
}

/** A server that is newer may say more than this page knows. */
function word(
  kind: 'by' | 'saw' | 'so' | 'warn',
  what: string,
  values: Record<string, string | number> = {}
) {
  const key = `why.${kind}.${what}`
  return Object.hasOwn(en, key) ? t(key as TextKey, values) : what
}
