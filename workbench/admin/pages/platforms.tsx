import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Member, Platform } from '#protocol/api/platforms'
import { call, type Outcome, type Refused } from '../call.ts'
import type { Field, Values } from '../field.ts'
import { FieldRow } from '../fields/FieldRow.tsx'
import { t } from '../i18n/t.ts'
import type { AdminPage, PageProps } from '../pages.tsx'
import { Copyable, Head, Problem } from '../parts.tsx'

export const PLATFORMS: AdminPage = {
  page: 'platforms',
  part: 'company',
  role: 'admin',
  title: 'platforms.title',
  View: props => <Platforms {...props} />
}

const MOST = '200'

/** The platforms of several companies: to accept, to leave, and for a main account to invite. */
function Platforms({ say }: PageProps) {
  const platforms = useSignal<readonly Platform[] | undefined>(undefined)
  const problem = useSignal<Refused | undefined>(undefined)

  async function load() {
    const answer = await call('listPlatforms', { limit: MOST })
    problem.value = answer.ok ? undefined : answer
    if (answer.ok) platforms.value = answer.value.items
  }
  useEffect(() => void load(), [])

  async function after(answer: Outcome<any>, said: string) {
    problem.value = answer.ok ? undefined : answer
    if (!answer.ok) return
    say(said)
    await load()
  }

  async function leave({ id, name, hasJoined }: Platform) {
    if (hasJoined && !confirm(t('platforms.leaveReally', { name }))) return
    await after(await call('leavePlatform', { platform: id }), t('platforms.left', { name }))
  }

  return (
    <>
      <Head title={t('platforms.title')} about={t('platforms.about')} />
      <Problem
        shown={problem.value !== undefined}
        says={problem.value?.says ?? ''}
        onAgain={() => void load()}
      />
      {platforms.value?.length === 0 && <p class="admin-note">{t('platforms.none')}</p>}
      {platforms.value?.map(one => (
        <section key={one.id} class="admin-card" aria-labelledby={`platform-${one.id}`}>
          <header class="admin-head">
            <div>
              <h3 id={`platform-${one.id}`}>{one.name}</h3>
              <p>
                {t(one.isMain ? 'platforms.isMain' : 'platforms.isMember', { code: one.customerCode })}
                {' · '}
                {t(one.hasJoined ? 'platforms.hasJoined' : 'platforms.isInvited')}
              </p>
            </div>
            <div class="admin-actions">
              {!one.hasJoined && (
                <button
                  type="button"
                  class="button primary"
                  onClick={async () =>
                    after(
                      await call('joinPlatform', { platform: one.id }),
                      t('platforms.joined', { name: one.name })
                    )
                  }
                >
                  {t('platforms.accept')}
                </button>
              )}
              <button type="button" class="button danger" onClick={() => void leave(one)}>
                {t(one.hasJoined ? 'platforms.leave' : 'platforms.refuse')}
              </button>
            </div>
          </header>
          {one.hasJoined && (
            <>
              <Copyable
                label={t('platforms.keys')}
                hint={t('platforms.keysHint')}
                text={`zc("config", { platformUnionCode: "${one.code}", flowType: 2 })`}
              />
              <Members platform={one} say={say} />
            </>
          )}
        </section>
      ))}
    </>
  )
}

const FIELDS: readonly Field[] = [
  {
    name: 'sysnum',
    label: 'platforms.sysnum',
    hint: 'platforms.sysnumHint',
    kind: 'text',
    isNeeded: true,
    most: 40
  },
  {
    name: 'customerCode',
    label: 'platforms.customer',
    hint: 'platforms.customerHint',
    kind: 'text',
    isNeeded: true,
    most: 64
  }
]

function Members({ platform, say }: { platform: Platform; say(text: string): void }) {
  const members = useSignal<readonly Member[]>([])
  const problem = useSignal<Refused | undefined>(undefined)
  const values = useSignal<Values>({ sysnum: '', customerCode: '' })
  const { id, isMain } = platform

  async function load() {
    const answer = await call('listPlatformMembers', { platform: id, limit: MOST })
    problem.value = answer.ok ? undefined : answer
    if (answer.ok) members.value = answer.value.items
  }
  useEffect(() => void load(), [id])

  async function invite(event: Event) {
    event.preventDefault()
    const answer = await call('invitePlatformMember', { platform: id, ...values.value } as never)
    problem.value = answer.ok ? undefined : answer
    if (!answer.ok) return
    values.value = { sysnum: '', customerCode: '' }
    say(t('platforms.invited', { name: answer.value.name }))
    await load()
  }

  async function remove({ company, name }: Member) {
    if (!confirm(t('platforms.removeReally', { name }))) return
    const answer = await call('removePlatformMember', { platform: id, company })
    problem.value = answer.ok ? undefined : answer
    await load()
  }

  return (
    <>
      <table class="admin-table">
        <caption class="sr-only">{t('platforms.members')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('platforms.company')}</th>
            <th scope="col">{t('platforms.customer')}</th>
            <th scope="col">{t('platforms.state')}</th>
            {isMain && (
              <td>
                <span class="sr-only">{t('platforms.remove')}</span>
              </td>
            )}
          </tr>
        </thead>
        <tbody>
          {members.value.map(one => (
            <tr key={one.company}>
              <th scope="row">{one.name}</th>
              <td data-title={t('platforms.customer')}>{one.customerCode}</td>
              <td data-title={t('platforms.state')}>
                {one.isMain && `${t('platforms.main')} · `}
                {t(one.hasJoined ? 'platforms.hasJoined' : 'platforms.isInvited')}
              </td>
              {isMain && (
                <td>
                  {!one.isMain && (
                    <button
                      type="button"
                      class="button"
                      aria-label={`${t('platforms.remove')}: ${one.name}`}
                      onClick={() => void remove(one)}
                    >
                      {t('platforms.remove')}
                    </button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {isMain && (
        <form class="admin-form" onSubmit={event => void invite(event)}>
          {FIELDS.map(field => (
            <FieldRow
              key={field.name}
              field={field}
              value={values.value[field.name]}
              choices={{}}
              problem={problem.value?.field === field.name ? problem.value.says : ''}
              onChange={next => (values.value = { ...values.value, [field.name]: next })}
            />
          ))}
          <div class="admin-actions">
            <button type="submit" class="button primary">
              {t('platforms.invite')}
            </button>
          </div>
        </form>
      )}
      <Problem
        shown={problem.value !== undefined && !FIELDS.some(({ name }) => name === problem.value!.field)}
        says={problem.value?.says ?? ''}
      />
    </>
  )
}
