import './security.css'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Dialog } from '../components/Dialog.tsx'
import { describeUserAgent } from '../device.ts'
import { formatDate } from '../i18n/format.ts'
import {
  changePassword,
  endSession,
  readSecurity,
  remove,
  signOutEverywhere,
  wordsOf,
  type AccountSecurity
} from './api.ts'
import { Field, Form } from './parts.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { t } from './texts.ts'

export type SecurityProps = { onClose(): void; onEnded(): void }

/** How one signs in, and where one is signed in. */
export function Security({ onClose, onEnded }: SecurityProps) {
  const known = useSignal<AccountSecurity | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)

  async function load() {
    const answer = await readSecurity()
    problem.value = answer.ok ? undefined : t('failed')
    if (answer.ok) known.value = answer.value
  }
  useEffect(() => void load(), [])

  return (
    <Dialog title={t('title')} className="security" onClose={onClose}>
      <div role="alert">{problem.value && <p class="card-problem">{problem.value}</p>}</div>
      {known.value && (
        <>
          <Second {...known.value.secondFactor} onChange={() => void load()} />
          <Password onChange={() => void load()} />
          <Sessions sessions={known.value.sessions} onChange={() => void load()} onEnded={onEnded} />
        </>
      )}
    </Dialog>
  )
}

type SecondProps = AccountSecurity['secondFactor'] & { onChange(): void }

function Second({ isOn, isNeeded, codesLeft, onChange }: SecondProps) {
  const doing = useSignal<'set-up' | 'remove' | undefined>(undefined)
  const password = useSignal('')
  const end = () => {
    doing.value = undefined
    password.value = ''
    onChange()
  }

  async function takeAway(): Promise<string | undefined> {
    const answer = await remove(password.value)
    if (!answer.ok) return wordsOf(answer.problem, t('wrongPassword'))
    end()
    return undefined
  }

  return (
    <section aria-labelledby="second-factor">
      <h3 id="second-factor">{t('second')}</h3>
      <p class="security-hint">{t('secondAbout')}</p>
      <p>{isOn ? t('on', { count: codesLeft }) : t('off')}</p>
      {doing.value === 'set-up' && <SecondFactor isFresh={false} onDone={end} onCancel={end} />}
      {doing.value === 'remove' && (
        <Form button={t('remove')} isDanger submit={takeAway} onCancel={end}>
          <Field label={t('password')} kind="current-password" value={password} />
        </Form>
      )}
      {doing.value === undefined && (
        <div class="security-actions">
          <button type="button" class="button" onClick={() => (doing.value = 'set-up')}>
            {t(isOn ? 'again' : 'setUp')}
          </button>
          {isOn && !isNeeded && (
            <button type="button" class="button" onClick={() => (doing.value = 'remove')}>
              {t('remove')}
            </button>
          )}
        </div>
      )}
    </section>
  )
}

const LEAST_PASSWORD = 10

function Password({ onChange }: { onChange(): void }) {
  const present = useSignal('')
  const next = useSignal('')
  const isChanged = useSignal(false)

  async function submit(): Promise<string | undefined> {
    isChanged.value = false
    const answer = await changePassword(present.value, next.value)
    if (!answer.ok) return wordsOf(answer.problem, t('wrongPassword'))
    present.value = ''
    next.value = ''
    isChanged.value = true
    onChange()
    return undefined
  }

  return (
    <section aria-labelledby="own-password">
      <h3 id="own-password">{t('passwordTitle')}</h3>
      <Form button={t('change')} submit={submit}>
        <Field label={t('present')} kind="current-password" value={present} />
        <Field
          label={t('newPassword')}
          hint={t('newHint', { count: LEAST_PASSWORD })}
          kind="new-password"
          value={next}
        />
      </Form>
      <p role="status">{isChanged.value && t('changed')}</p>
    </section>
  )
}

type SessionsProps = { sessions: AccountSecurity['sessions']; onChange(): void; onEnded(): void }

function Sessions({ sessions, onChange, onEnded }: SessionsProps) {
  const problem = useSignal<string | undefined>(undefined)

  async function endOne(id: string) {
    const answer = await endSession(id)
    problem.value = answer.ok ? undefined : t('failed')
    onChange()
  }
  async function endAll() {
    const answer = await signOutEverywhere()
    problem.value = answer.ok ? undefined : t('failed')
    if (answer.ok) onEnded()
  }

  return (
    <section aria-labelledby="own-sessions">
      <h3 id="own-sessions">{t('sessions')}</h3>
      <div role="alert">{problem.value && <p class="card-problem">{problem.value}</p>}</div>
      <ul class="security-sessions">
        {sessions.map(({ id, createdAt, userAgent, isThis }) => {
          const name = describeUserAgent(userAgent) ?? userAgent
          return (
            <li key={id}>
              <span>
                <b>{name}</b>
                {isThis && ` · ${t('here')}`}
                <small>{t('since', { time: formatDate(createdAt) })}</small>
              </span>
              {!isThis && (
                <button
                  type="button"
                  class="button"
                  aria-label={`${t('end')}: ${name}`}
                  onClick={() => void endOne(id)}
                >
                  {t('end')}
                </button>
              )}
            </li>
          )
        })}
      </ul>
      <div class="security-actions">
        <button type="button" class="button danger" onClick={() => void endAll()}>
          {t('everywhere')}
        </button>
      </div>
    </section>
  )
}

export type EnrolProps = { onDone(): void; onSignOut(): void }

/** Instead of the workbench, until there is a second factor. */
export const Enrol = ({ onDone, onSignOut }: EnrolProps) => (
  <main class="center">
    <div class="card security-enrol">
      <h1>{t('second')}</h1>
      <p class="card-note">{t('needed')}</p>
      <SecondFactor isFresh onDone={onDone} />
      <button type="button" class="link card-foot" onClick={onSignOut}>
        {t('signOut')}
      </button>
    </div>
  </main>
)
