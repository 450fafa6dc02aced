import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { OperationName } from '#protocol/api/operations'
import { call, type Refused } from './call.ts'
import { loadChoices, type Loaded } from './choices.ts'
import type { Values } from './field.ts'
import { FieldRow } from './fields/FieldRow.tsx'
import { t } from './i18n/t.ts'
import type { PageProps } from './pages.tsx'
import { formatPlace, NEW, type Place } from './place.ts'
import { Head, Problem } from './parts.tsx'
import { parentOf, type Resource } from './resource.ts'

type FormProps = PageProps & { resource: Resource<any>; id: string }

const MOST = 200

/** Makes one, or changes one: the operation gets what was changed and nothing else. */
export function Form({ resource, id, place, go, say }: FormProps) {
  const { page, title, makes, fields, fresh, create, update, remove, Aside, Secret } = resource
  const isNew = id === NEW
  const parent = parentOf(resource, place)
  const hasAside = Aside && !isNew
  const item = useSignal<any>(undefined)
  const values = useSignal<Values>({ ...fresh, ...given(fresh, place) })
  const before = useSignal<Values>(fresh)
  const choices = useSignal<Loaded>({})
  const problem = useSignal<Refused | undefined>(undefined)
  const isBusy = useSignal(false)
  const told = useSignal<unknown>(undefined)
  const state = useSignal<'loading' | 'there' | 'gone'>(isNew ? 'there' : 'loading')

  function take(next: any) {
    item.value = next
    before.value = values.value = Object.fromEntries(fields.map(({ name }) => [name, next[name]]))
    state.value = 'there'
  }

  async function load() {
    const found = await findItem(resource, id, parent)
    if (found === undefined) state.value = 'gone'
    else if (found === 'failed') problem.value = { ok: false, field: '', says: '' }
    else take(found)
  }
  useEffect(() => {
    if (!isNew) void load()
    void loadChoices(fields).then(next => (choices.value = next))
  }, [])

  const toList = () => go({ page, id: undefined, query: parent })

  async function submit(event: Event) {
    event.preventDefault()
    isBusy.value = true
    problem.value = undefined
    const answer = isNew
      ? await call(create!, { ...parent, ...values.value } as never)
      : await call(update!, {
          ...parent,
          [resource.idField]: id,
          ...changes(before.value, values.value)
        } as never)
    isBusy.value = false
    if (!answer.ok) return void (problem.value = answer)
    say(t('admin.saved'))
    if (isNew && Secret) told.value = answer.value
    else if (isNew) toList()
    else take(answer.value)
  }

  async function erase() {
    if (!confirm(t('admin.deleteReally', { name: resource.nameOf(item.value) }))) return
    const answer = await call(remove!, { ...parent, [resource.idField]: id } as never)
    if (!answer.ok) return void (problem.value = answer)
    say(t('admin.deleted'))
    toList()
  }

  const shown = fields.filter(({ only }) => only !== (isNew ? 'changing' : 'making'))
  if (told.value !== undefined && Secret)
    return (
      <>
        <Back page={page} query={parent} />
        <Head title={t(title)} />
        <Secret answer={told.value} />
      </>
    )
  return (
    <>
      <Back page={page} query={parent} />
      <Head title={isNew ? t(makes!) : item.value ? resource.nameOf(item.value) : t(title)} />
      {state.value === 'loading' && <p role="status">{t('admin.loading')}</p>}
      {state.value === 'gone' && <p class="admin-note">{t('admin.notThere')}</p>}
      {state.value === 'there' && (
        <div class={`admin-item ${hasAside ? 'has-aside' : ''}`}>
          <form class="admin-form" onSubmit={event => void submit(event)}>
            {shown.map(field => (
              <FieldRow
                key={field.name}
                field={field}
                value={values.value[field.name]}
                choices={choices.value}
                problem={problem.value?.field === field.name ? problem.value.says : ''}
                onChange={next => (values.value = { ...values.value, [field.name]: next })}
              />
            ))}
            <Problem
              shown={problem.value !== undefined && !shown.some(({ name }) => name === problem.value!.field)}
              {...(problem.value ? { says: problem.value.says } : {})}
            />
            <div class="admin-actions">
              {(isNew || update) && (
                <button type="submit" class="button primary" disabled={isBusy.value}>
                  {t(isNew ? 'admin.make' : 'admin.save')}
                </button>
              )}
              {!isNew && remove && (
                <button type="button" class="button danger" onClick={() => void erase()}>
                  {t('admin.delete')}
                </button>
              )}
            </div>
          </form>
          {hasAside && <Aside item={item.value} values={values.value} reload={() => void load()} />}
        </div>
      )}
    </>
  )
}

const Back = ({ page, query }: Pick<Place, 'page' | 'query'>) => (
  <p class="admin-back">
    <a href={`#/admin/${formatPlace({ page, id: undefined, query })}`}>{t('admin.back')}</a>
  </p>
)

/** Most lists are short: they are read until it is found. */
async function findItem(resource: Resource<any>, id: string, parent: Values): Promise<any> {
  if (resource.get) {
    const answer = await call(resource.get, { ...parent, [resource.idField]: id } as never)
    return answer.ok ? answer.value : answer.says ? undefined : 'failed'
  }
  for (let after: string | undefined; ;) {
    const answer = await call(
      resource.list as OperationName,
      {
        limit: String(MOST),
        ...(after ? { after } : {})
      } as never
    )
    if (!answer.ok) return 'failed'
    const { items, next } = answer.value as { items: unknown[]; next: string | null }
    const found = items.find(one => resource.idOf(one) === id)
    if (found !== undefined || next === null) return found
    after = next
  }
}

const changes = (before: Values, after: Values): Values =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]))
  )

/** What the address says of a form's texts: other pages lead here with a question, say. */
const given = (fresh: Values, { query }: Place): Values =>
  Object.fromEntries(Object.entries(query).filter(([name]) => typeof fresh[name] === 'string'))
