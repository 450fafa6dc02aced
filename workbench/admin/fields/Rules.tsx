import { useSignal } from '@preact/signals'
import type { Condition, Rule } from '#protocol/routing'
import type { Choice } from '../field.ts'
import { t } from '../i18n/t.ts'

export type Targets = { agents: readonly Choice[]; groups: readonly Choice[]; channels: readonly Choice[] }

const KINDS = ['vip', 'label', 'source', 'channel', 'url', 'field'] as const

const FRESH: { [K in Condition['what']]: Condition } = {
  vip: { what: 'vip' },
  label: { what: 'label', is: [] },
  source: { what: 'source', is: [] },
  channel: { what: 'channel', is: [] },
  url: { what: 'url', contains: [] },
  field: { what: 'field', field: '', is: [] }
}

type RulesProps = {
  value: Rule[]
  targets: Targets
  /** The one that fits who is tried out; the first is 1. */
  hit: number | null
  onChange(next: Rule[]): void
}

/** Rules in their order; the first that fits has the say. */
export function Rules({ value, targets, hit, onChange }: RulesProps) {
  const set = (at: number, next: Rule) => onChange(value.map((one, index) => (index === at ? next : one)))
  const up = (at: number) =>
    onChange(value.flatMap((one, index) => (index === at - 1 ? [value[at]!, one] : index === at ? [] : one)))
  const first = targets.groups[0] ?? targets.agents[0]
  const fresh = (): Rule => ({
    name: t('rules.fresh', { place: value.length + 1 }),
    if: [],
    to: { kind: targets.groups[0] ? 'group' : 'agent', id: String(first?.value ?? '') }
  })
  return (
    <>
      <ol class="admin-rules">
        {value.map((rule, at) => (
          <li key={at} class={`admin-rule ${hit === at + 1 ? 'hit' : ''}`}>
            <RuleRow
              rule={rule}
              place={at + 1}
              targets={targets}
              onChange={next => set(at, next)}
              onUp={() => up(at)}
              onRemove={() => onChange(value.filter((_, index) => index !== at))}
            />
          </li>
        ))}
      </ol>
      <button type="button" class="button" disabled={!first} onClick={() => onChange([...value, fresh()])}>
        {t('rules.add')}
      </button>
    </>
  )
}

type RowProps = {
  rule: Rule
  place: number
  targets: Targets
  onChange(next: Rule): void
  onUp(): void
  onRemove(): void
}

function RuleRow({ rule, place, targets, onChange, onUp, onRemove }: RowProps) {
  const { name, if: conditions, to } = rule
  const setCondition = (at: number, next: Condition) =>
    onChange({ ...rule, if: conditions.map((one, index) => (index === at ? next : one)) })
  const named = (what: string) => `${what}: ${name}`
  return (
    <div role="group" aria-label={name}>
      <div class="admin-row">
        <input
          type="text"
          required
          maxLength={100}
          aria-label={t('rules.name', { place })}
          value={name}
          onInput={event => onChange({ ...rule, name: event.currentTarget.value })}
        />
        <button
          type="button"
          class="button"
          disabled={place === 1}
          aria-label={named(t('rules.up'))}
          onClick={onUp}
        >
          ↑
        </button>
        <button type="button" class="button" aria-label={named(t('rules.remove'))} onClick={onRemove}>
          ×
        </button>
      </div>
      {conditions.length === 0 && <p class="admin-hint">{t('rules.everybody')}</p>}
      {conditions.map((condition, at) => (
        <ConditionRow
          key={at}
          condition={condition}
          word={t(at === 0 ? 'rules.if' : 'rules.and')}
          channels={targets.channels}
          onChange={next => setCondition(at, next)}
          onRemove={() => onChange({ ...rule, if: conditions.filter((_, index) => index !== at) })}
        />
      ))}
      <div class="admin-row">
        <button
          type="button"
          class="button"
          aria-label={named(t('rules.addCondition'))}
          onClick={() => onChange({ ...rule, if: [...conditions, FRESH.vip] })}
        >
          {t('rules.addCondition')}
        </button>
        <label class="admin-inline">
          {t('rules.to')}
          <Target to={to} targets={targets} onChange={next => onChange({ ...rule, to: next })} />
        </label>
      </div>
    </div>
  )
}

function Target({
  to,
  targets,
  onChange
}: {
  to: Rule['to']
  targets: Targets
  onChange(to: Rule['to']): void
}) {
  const known = [
    ...targets.groups.map(one => ({ ...one, kind: 'group' as const })),
    ...targets.agents.map(one => ({ ...one, kind: 'agent' as const }))
  ]
  const at = known.findIndex(({ kind, value }) => kind === to.kind && value === to.id)
  return (
    <select
      value={String(at)}
      onChange={event => {
        const one = known[Number(event.currentTarget.value)]
        if (one) onChange({ kind: one.kind, id: String(one.value) })
      }}
    >
      {at < 0 && <option value="-1">{t('rules.gone', { id: to.id })}</option>}
      {(['group', 'agent'] as const).map(kind => (
        <optgroup key={kind} label={t(`rules.${kind}`)}>
          {known.map((one, index) =>
            one.kind === kind ? (
              <option key={index} value={String(index)}>
                {one.label}
              </option>
            ) : null
          )}
        </optgroup>
      ))}
    </select>
  )
}

type ConditionProps = {
  condition: Condition
  word: string
  channels: readonly Choice[]
  onChange(next: Condition): void
  onRemove(): void
}

function ConditionRow({ condition, word, channels, onChange, onRemove }: ConditionProps) {
  return (
    <div class="admin-row">
      <span class="admin-word">{word}</span>
      <select
        aria-label={t('rules.what')}
        value={condition.what}
        onChange={event => onChange(FRESH[KINDS[event.currentTarget.selectedIndex]!])}
      >
        {KINDS.map(what => (
          <option key={what} value={what}>
            {t(`rules.what.${what}`)}
          </option>
        ))}
      </select>
      <Wanted condition={condition} channels={channels} onChange={onChange} />
      <button type="button" class="button" aria-label={t('rules.removeCondition')} onClick={onRemove}>
        ×
      </button>
    </div>
  )
}

function Wanted({ condition, channels, onChange }: Omit<ConditionProps, 'word' | 'onRemove'>) {
  switch (condition.what) {
    case 'vip':
      return (
        <Words
          label={t('rules.levels')}
          value={condition.levels ?? []}
          isNeeded={false}
          onChange={levels => onChange(levels.length > 0 ? { what: 'vip', levels } : { what: 'vip' })}
        />
      )
    case 'channel':
      return (
        <select
          aria-label={t('rules.what.channel')}
          required
          value={String(condition.is[0] ?? '')}
          onChange={event => onChange({ what: 'channel', is: [Number(event.currentTarget.value)] })}
        >
          <option value="" disabled>
            {t('rules.what.channel')}
          </option>
          {channels.map(({ value, label }) => (
            <option key={String(value)} value={String(value)}>
              {label}
            </option>
          ))}
        </select>
      )
    case 'url':
      return (
        <Words
          label={t('rules.contains')}
          value={condition.contains}
          onChange={contains => onChange({ what: 'url', contains })}
        />
      )
    case 'field': {
      const isPart = condition.contains !== undefined
      const { field } = condition
      const named = (words: string[], part: boolean): Condition => ({
        what: 'field',
        field,
        ...(part ? { contains: words } : { is: words })
      })
      const words = condition.contains ?? condition.is ?? []
      return (
        <>
          <input
            type="text"
            required
            maxLength={200}
            aria-label={t('rules.field')}
            placeholder={t('rules.field')}
            value={field}
            onInput={event => onChange({ ...condition, field: event.currentTarget.value })}
          />
          <select
            aria-label={t('rules.how')}
            value={isPart ? 'contains' : 'is'}
            onChange={event => onChange(named(words, event.currentTarget.selectedIndex === 1))}
          >
            <option value="is">{t('rules.is')}</option>
            <option value="contains">{t('rules.contains')}</option>
          </select>
          <Words label={t('rules.words')} value={words} onChange={next => onChange(named(next, isPart))} />
        </>
      )
    }
    default:
      return (
        <Words
          label={t('rules.words')}
          value={condition.is}
          onChange={is => onChange({ what: condition.what, is })}
        />
      )
  }
}

type WordsProps = {
  label: string
  value: readonly string[]
  isNeeded?: boolean
  onChange(next: string[]): void
}

/** Several words with commas between them. */
function Words({ label, value, isNeeded = true, onChange }: WordsProps) {
  // As it is being typed: a comma at the end is no word yet
  const text = useSignal('')
  const shown = wordsOf(text.value).join() === value.join() ? text.value : value.join(', ')
  return (
    <input
      type="text"
      required={isNeeded}
      aria-label={label}
      placeholder={label}
      value={shown}
      onInput={event => {
        text.value = event.currentTarget.value
        onChange(wordsOf(text.value))
      }}
    />
  )
}

const wordsOf = (text: string) =>
  text
    .split(/[,，]/)
    .map(word => word.trim())
    .filter(Boolean)
