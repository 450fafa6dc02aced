import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { KEPT, MASKINGS, NOTIFICATIONS, type Person } from '#protocol/api/privacy'
import { formatDate } from '../../i18n/format.ts'
import { call, type Refused } from '../call.ts'
import type { Field } from '../field.ts'
import { t } from '../i18n/t.ts'
import type { AdminPage, PageProps } from '../pages.tsx'
import { Head, Problem } from '../parts.tsx'
import { SettingsForm } from '../SettingsForm.tsx'

const FIELDS: readonly Field[] = [
  ...KEPT.map((name): Field => ({
    name,
    label: `privacy.${name}`,
    hint: `privacy.${name}Hint`,
    kind: 'limit',
    least: 1,
    most: 36_500
  })),
  {
    name: 'masking',
    label: 'privacy.masking',
    hint: 'privacy.maskingHint',
    kind: 'choice',
    choices: MASKINGS.map(value => ({ value, label: `privacy.masking.${value}` }))
  },
  {
    name: 'notifications',
    label: 'privacy.notifications',
    hint: 'privacy.notificationsHint',
    kind: 'choice',
    choices: NOTIFICATIONS.map(value => ({ value, label: `privacy.notifications.${value}` }))
  }
]

export const PRIVACY: AdminPage = {
  page: 'privacy',
  part: 'company',
  role: 'admin',
  title: 'privacy.title',
  View: props => <Privacy {...props} />
}

const Privacy = (props: PageProps) => (
  <>
    <Head title={t('privacy.title')} about={t('privacy.about')} />
    <SettingsForm
      fields={FIELDS}
      read={() => call('getPrivacy', {})}
      save={given => call('updatePrivacy', given)}
      say={props.say}
    />
    <OnePerson {...props} />
  </>
)

/** Everything that is stored of one person: to hand over, or to take away. */
function OnePerson({ place, go, say }: PageProps) {
  const asked = place.query['person'] ?? ''
  const wanted = useSignal(asked)
  const people = useSignal<readonly Person[] | undefined>(undefined)
  const problem = useSignal<Refused | undefined>(undefined)

  async function load() {
    people.value = undefined
    if (!asked) return
    const answer = await call('findPeople', { person: asked })
    problem.value = answer.ok ? undefined : answer
    if (answer.ok) people.value = answer.value.items
  }
  useEffect(() => {
    wanted.value = asked
    void load()
  }, [asked])

  function search(event: Event) {
    event.preventDefault()
    const person = wanted.value.trim()
    if (person === asked) void load()
    else go({ ...place, query: person ? { person } : {} })
  }

  async function save({ id }: Person) {
    const answer = await call('exportPerson', { visitor: id })
    problem.value = answer.ok ? undefined : answer
    if (!answer.ok) return
    const link = document.createElement('a')
    link.href = answer.value.url
    link.download = `${id}.zip`
    link.click()
  }

  async function erase(person: Person) {
    if (!confirm(t('privacy.eraseReally', { name: person.name || person.partnerid || person.id }))) return
    const answer = await call('erasePerson', { visitor: person.id })
    problem.value = answer.ok ? undefined : answer
    if (answer.ok) say(t('privacy.erased'))
    // The partnerid is gone, too
    go({ ...place, query: { person: person.id } })
    await load()
  }

  return (
    <section class="admin-section" aria-labelledby="one-person">
      <h3 id="one-person">{t('privacy.person')}</h3>
      <p class="admin-hint">{t('privacy.personHint')}</p>
      <form class="admin-search" role="search" onSubmit={search}>
        <input
          type="search"
          aria-label={t('privacy.who')}
          placeholder={t('privacy.who')}
          maxLength={300}
          value={wanted.value}
          onInput={event => (wanted.value = event.currentTarget.value)}
        />
        <button type="submit" class="button">
          {t('privacy.find')}
        </button>
      </form>
      <Problem
        shown={problem.value !== undefined}
        {...(problem.value ? { says: problem.value.says } : {})}
        onAgain={() => void load()}
      />
      {people.value?.length === 0 && <p class="admin-note">{t('privacy.nobody')}</p>}
      {people.value && people.value.length > 0 && (
        <table class="admin-table">
          <thead>
            <tr>
              {(['name', 'seen', 'stored'] as const).map(name => (
                <th key={name} scope="col">
                  {t(`privacy.${name}`)}
                </th>
              ))}
              <th scope="col">
                <span class="sr-only">{t('privacy.export')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.value.map(person => (
              <Row
                key={person.id}
                person={person}
                onExport={() => void save(person)}
                onErase={() => void erase(person)}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

type RowProps = { person: Person; onExport(): void; onErase(): void }

function Row({ person, onExport, onErase }: RowProps) {
  const { id, name, partnerid, isVerified, firstSeenAt, lastSeenAt, counts } = person
  const label = name || partnerid || id
  return (
    <tr>
      <th scope="row">
        <bdi>{label}</bdi>
        <p class="admin-hint">
          {partnerid !== null && (
            <>
              <bdi>{partnerid}</bdi> · {t(isVerified ? 'privacy.verified' : 'privacy.claimed')}
              <br />
            </>
          )}
          <code>{id}</code>
        </p>
      </th>
      <td data-title={t('privacy.seen')}>
        {formatDate(firstSeenAt)} – {formatDate(lastSeenAt)}
      </td>
      <td data-title={t('privacy.stored')}>{t('privacy.counts', counts)}</td>
      <td>
        <span class="admin-actions">
          <button
            type="button"
            class="button"
            aria-label={`${t('privacy.export')}: ${label}`}
            onClick={onExport}
          >
            {t('privacy.export')}
          </button>
          <button
            type="button"
            class="button danger"
            aria-label={`${t('privacy.erase')}: ${label}`}
            onClick={onErase}
          >
            {t('privacy.erase')}
          </button>
        </span>
      </td>
    </tr>
  )
}
