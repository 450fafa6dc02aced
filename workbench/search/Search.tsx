import '../panel/panel.css'
import './search.css'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { SEARCH, SEARCH_OF, type SearchHit } from '#protocol/api/search'
import type { Answered } from '#protocol/api/operations'
import { Icon } from '#ui/components/Icon.tsx'
import type { DeskModel } from '../models/DeskModel.ts'
import { carry, type Refused } from '../operation.ts'
import { Transcript } from '../panel/Transcript.tsx'
import { Hit } from './Hit.tsx'
import { t } from './i18n/t.ts'
import { formatSearch, givenOf, parseSearch, type SearchPlace } from './place.ts'

export type SearchProps = {
  desk: DeskModel
  /** What stands behind `#/search?`. */
  at: string
}

/** What was found so far. */
type Found = { items: readonly SearchHit[]; next: string | null }

/** The search over everything that was ever said, in the place of the inbox. */
export default function Search({ desk, at }: SearchProps) {
  const place = parseSearch(at)
  const wanted = formatSearch({ ...place, open: '' })
  const found = useSignal<Found | undefined>(undefined)
  const isBusy = useSignal(false)
  const problem = useSignal<Refused | undefined>(undefined)
  const asked = useRef('')

  function go(change: Partial<SearchPlace>, replace = false) {
    const search = formatSearch({ ...place, ...change })
    // Asked once more: something may have been said meanwhile
    if (search === formatSearch(place)) return void load()
    desk.go({ tab: desk.route.value.tab, cid: undefined, search }, { replace })
  }

  async function load(after?: string) {
    asked.current = wanted
    if (place.q.trim() === '') return void (found.value = undefined)
    isBusy.value = true
    const answer = await carry(SEARCH.search, { ...givenOf(place), ...(after ? { after } : {}) })
    // Something else is looked for by now
    if (asked.current !== wanted) return
    isBusy.value = false
    problem.value = answer.ok ? undefined : answer
    if (!answer.ok) return
    const before = after ? (found.value?.items ?? []) : []
    found.value = { items: [...before, ...answer.value.items], next: answer.value.next }
  }
  useEffect(() => {
    found.value = undefined
    problem.value = undefined
    void load()
    return () => void (asked.current = '')
  }, [wanted])

  return (
    <main class="search-screen" aria-label={t('search.title')}>
      <h1>{t('search.title')}</h1>
      <Words place={place} go={go} />
      <Narrow place={place} go={go} />
      <p class="search-state" role="status">
        {isBusy.value ? t('search.searching') : found.value ? stateOf(found.value, place) : ''}
      </p>
      {place.q === '' && <p class="search-begin">{t('search.begin')}</p>}
      <p class="form-problem" role="alert">
        {problem.value && (
          <>
            {problem.value.field ? problem.value.says : t('search.failed')}{' '}
            <button type="button" class="link" onClick={() => void load()}>
              {t('search.again')}
            </button>
          </>
        )}
      </p>
      {found.value && found.value.items.length > 0 && (
        <ol class="search-hits" aria-label={t('search.results')}>
          {found.value.items.map(hit => (
            <Hit
              key={`${hit.conversation} ${hit.seq} ${hit.visitor}`}
              hit={hit}
              onOpen={() => go({ open: `${hit.conversation}.${hit.seq}.${hit.startedAt}` })}
            />
          ))}
        </ol>
      )}
      {found.value?.next && (
        <button
          type="button"
          class="button"
          disabled={isBusy.value}
          onClick={() => void load(found.value!.next!)}
        >
          {t('search.more')}
        </button>
      )}
      <Opened open={place.open} onClose={() => go({ open: '' }, true)} />
    </main>
  )
}

function stateOf({ items, next }: Found, { from, to, agent, channel }: SearchPlace): string {
  const count = items.length
  if (count > 0) return t(next === null ? 'search.found' : 'search.foundMore', { count })
  if (next !== null) return ''
  return t(from || to || agent || channel ? 'search.nothingNarrowed' : 'search.nothing')
}

type PartProps = { place: SearchPlace; go(change: Partial<SearchPlace>, replace?: boolean): void }

function Words({ place, go }: PartProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!place.open) field.current?.focus()
  }, [])

  return (
    <form
      class="search-words"
      role="search"
      onSubmit={event => {
        event.preventDefault()
        go({ q: field.current!.value.trim(), open: '' })
      }}
    >
      <div class="search">
        <Icon name="search" size={16} />
        <input
          ref={field}
          key={place.q}
          id="search-words"
          type="search"
          maxLength={200}
          placeholder={t('search.hint')}
          aria-label={t('search.words')}
          autocomplete="off"
          defaultValue={place.q}
        />
      </div>
      <button type="submit" class="button primary">
        {t('search.go')}
      </button>
    </form>
  )
}

/** Where to look, and in what of it. */
function Narrow({ place, go }: PartProps) {
  const filters = useSignal<Answered<'listSearchFilters'>>({ agents: [], channels: [] })
  useEffect(
    () =>
      void carry(SEARCH.listSearchFilters, {}).then(answer => {
        if (answer.ok) filters.value = answer.value
      }),
    []
  )
  const { from, to, agent, channel } = place
  const channels = filters.value.channels.map(({ number, name }) => ({
    id: String(number),
    name: name || String(number)
  }))
  return (
    <div class="search-narrow">
      <fieldset class="search-of">
        <legend class="sr-only">{t('search.of')}</legend>
        {SEARCH_OF.map(one => (
          <label key={one}>
            <input type="radio" name="of" checked={place.of === one} onChange={() => go({ of: one })} />
            {t(`search.of.${one}`)}
          </label>
        ))}
      </fieldset>
      {(['from', 'to'] as const).map(name => (
        <label key={name} class="search-day">
          {t(`search.${name}`)}
          <input
            type="date"
            value={place[name]}
            onChange={event => go({ [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      <Choice
        label={t('search.agent')}
        any={t('search.anyAgent')}
        value={agent}
        choices={filters.value.agents}
        onChoose={next => go({ agent: next })}
      />
      <Choice
        label={t('search.channel')}
        any={t('search.anyChannel')}
        value={channel}
        choices={channels}
        onChoose={next => go({ channel: next })}
      />
      {(from || to || agent || channel) && (
        <button type="button" class="button" onClick={() => go({ from: '', to: '', agent: '', channel: '' })}>
          {t('search.clear')}
        </button>
      )}
    </div>
  )
}

type ChoiceProps = {
  label: string
  any: string
  value: string
  choices: readonly { id: string; name: string }[]
  onChoose(value: string): void
}

const Choice = ({ label, any, value, choices, onChoose }: ChoiceProps) => (
  <select aria-label={label} value={value} onChange={event => onChoose(event.currentTarget.value)}>
    <option value="">{any}</option>
    {choices.map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ))}
    {value && !choices.some(({ id }) => id === value) && <option value={value}>{value}</option>}
  </select>
)

/** The conversation of a hit, at its message. */
function Opened({ open, onClose }: { open: string; onClose(): void }) {
  const [, conversation, seq, startedAt] = /^([\w-]{1,64})\.(\d{1,9})\.(\d{1,15})$/.exec(open) ?? []
  if (!conversation) return null
  return (
    <Transcript
      key={open}
      conversation={conversation}
      startedAt={Number(startedAt)}
      at={Number(seq)}
      onClose={onClose}
    />
  )
}
