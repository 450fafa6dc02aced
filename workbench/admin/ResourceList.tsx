import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call } from './call.ts'
import { loadChoices, type Loaded as Choices } from './choices.ts'
import { Filters, narrowing } from './Filters.tsx'
import { t } from './i18n/t.ts'
import type { PageProps } from './pages.tsx'
import { formatPlace, NEW, type Place } from './place.ts'
import { Head, Problem } from './parts.tsx'
import { parentOf, type Resource } from './resource.ts'

type Loaded = { items: readonly unknown[]; next: string | null }

/** A page of a list. Where it is stands in the address, so that back and reload lead there again. */
export function List({ resource, place, go }: PageProps & { resource: Resource<any> }) {
  const { page, title, about, none, makes, columns, Foot } = resource
  const loaded = useSignal<Loaded | undefined>(undefined)
  const hasFailed = useSignal(false)
  const { after, search } = place.query
  const parent = parentOf(resource, place)
  const narrowed = narrowing(resource, place)
  const choices = useSignal<Choices>({})
  useEffect(() => void loadChoices(resource.filters ?? []).then(next => (choices.value = next)), [])

  async function load() {
    hasFailed.value = false
    const answer = await call(resource.list, { ...parent, ...narrowed, ...pick({ after, search }) } as never)
    if (answer.ok) loaded.value = answer.value as Loaded
    else hasFailed.value = true
  }
  useEffect(() => void load(), [after, search, JSON.stringify([parent, narrowed])])

  const at = (next: Partial<Place>) =>
    addressOf({ page, id: undefined, ...next, query: { ...parent, ...next.query } })
  return (
    <>
      <Head title={t(title)} about={t(about)}>
        {makes && (
          <a class="button primary" href={at({ id: NEW })}>
            {t(makes)}
          </a>
        )}
      </Head>
      {resource.searches && (
        <Search
          words={search ?? ''}
          onSearch={words =>
            go({
              page,
              id: undefined,
              query: { ...parent, ...narrowed, ...pick({ search: words || undefined }) }
            })
          }
        />
      )}
      {resource.filters && (
        <Filters
          filters={resource.filters}
          choices={choices.value}
          values={narrowed}
          onChoose={next =>
            go({ page, id: undefined, query: { ...parent, ...pick({ search }), ...pick(next) } })
          }
        />
      )}
      <Problem shown={hasFailed.value} onAgain={() => void load()} />
      {!loaded.value ? (
        <p role="status" class="admin-note">
          {hasFailed.value ? '' : t('admin.loading')}
        </p>
      ) : loaded.value.items.length === 0 ? (
        <p class="admin-note">{t(none)}</p>
      ) : (
        <table class="admin-table">
          <thead>
            <tr>
              {columns.map(column => (
                <th key={column.title} scope="col">
                  {t(column.title)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {loaded.value.items.map(item => (
              <Row
                key={resource.idOf(item)}
                resource={resource}
                item={item}
                parent={parent}
                choices={choices.value}
              />
            ))}
          </tbody>
        </table>
      )}
      {Foot && <Foot />}
      <p class="admin-pages">
        {after && (
          <a class="button" href={at({ query: { ...narrowed, ...pick({ search }) } })}>
            {t('admin.first')}
          </a>
        )}
        {loaded.value?.next && (
          <a
            class="button"
            href={at({ query: { ...narrowed, ...pick({ search, after: loaded.value.next }) } })}
          >
            {t('admin.more')}
          </a>
        )}
      </p>
    </>
  )
}

type RowProps = { resource: Resource<any>; item: unknown; parent: Place['query']; choices: Choices }

function Row({ resource, item, parent, choices }: RowProps) {
  const { columns, idOf, page, update, remove } = resource
  const [first, ...others] = columns
  return (
    <tr>
      <th scope="row">
        {update || remove ? (
          <a href={addressOf({ page, id: idOf(item), query: parent })}>{first!.show(item, choices)}</a>
        ) : (
          first!.show(item, choices)
        )}
      </th>
      {others.map(column => (
        <td key={column.title} data-title={t(column.title)}>
          {column.show(item, choices)}
        </td>
      ))}
    </tr>
  )
}

const addressOf = (place: Place) => `#/admin/${formatPlace(place)}`

const pick = (values: Record<string, string | undefined>): Place['query'] =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  )

function Search({ words, onSearch }: { words: string; onSearch(words: string): void }) {
  return (
    <form
      role="search"
      class="admin-search"
      onSubmit={event => {
        event.preventDefault()
        onSearch(String(new FormData(event.currentTarget).get('search') ?? '').trim())
      }}
    >
      <input
        type="search"
        name="search"
        aria-label={t('admin.search')}
        defaultValue={words}
        key={words}
        maxLength={100}
      />
      <button type="submit" class="button">
        {t('admin.search')}
      </button>
    </form>
  )
}
