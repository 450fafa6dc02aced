import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { KeyValue } from '#client/index'
import type { Problem } from '../api.ts'
import { switchLanguage, t, type TextKey } from '../i18n/t.ts'
import type { AccountModel } from '../models/AccountModel.ts'

const LEAST_PASSWORD = 10

const SIGN_IN_PROBLEMS: Partial<Record<Problem, TextKey>> = {
  unauthorized: 'signIn.codeWrong',
  forbidden: 'signIn.wrong',
  'rate-limited': 'signIn.limited',
  offline: 'signIn.offline'
}

const CLAIM_PROBLEMS: Partial<Record<Problem, TextKey>> = {
  ...SIGN_IN_PROBLEMS,
  forbidden: 'claim.used',
  unauthorized: 'claim.saved'
}

type SignInProps = { account: AccountModel; storage: KeyValue; ended: boolean }

export function SignIn({ account, storage, ended }: SignInProps) {
  const email = useSignal('')
  const password = useSignal('')
  const code = useSignal<string | undefined>(undefined)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])

  async function signIn(): Promise<Problem | undefined> {
    const problem = await account.signIn(email.value, password.value, code.value ?? '')
    const asksForCode = problem === 'unauthorized' && code.value === undefined
    if (asksForCode) code.value = ''
    return asksForCode ? undefined : problem
  }

  return (
    <Card
      storage={storage}
      title={t('signIn.title')}
      note={ended ? t('signIn.ended') : undefined}
      button={t('signIn.submit')}
      problems={SIGN_IN_PROBLEMS}
      submit={signIn}
      foot={<p class="card-foot">{t('signIn.forgot')}</p>}
    >
      <label class="field">
        <span>{t('signIn.email')}</span>
        <input
          ref={first}
          type="email"
          name="email"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          value={email.value}
          onInput={event => (email.value = event.currentTarget.value)}
        />
      </label>
      <Password
        label={t('signIn.password')}
        autocomplete="current-password"
        value={password.value}
        onChange={next => (password.value = next)}
      />
      {code.value !== undefined && <Code value={code.value} onChange={next => (code.value = next)} />}
    </Card>
  )
}

function Code({ value, onChange }: { value: string; onChange(next: string): void }) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  return (
    <>
      <label class="field">
        <span>{t('signIn.code')}</span>
        <input
          ref={input}
          type="text"
          name="code"
          autocomplete="one-time-code"
          autocapitalize="none"
          spellcheck={false}
          aria-describedby="code-hint"
          required
          value={value}
          onInput={event => onChange(event.currentTarget.value)}
        />
      </label>
      <p class="field-hint" id="code-hint">
        {t('signIn.codeHint')}
      </p>
    </>
  )
}

type ClaimProps = { account: AccountModel; storage: KeyValue; linkKey: string }

export function Claim({ account, storage, linkKey }: ClaimProps) {
  const password = useSignal('')
  const left = LEAST_PASSWORD - password.value.length
  return (
    <Card
      storage={storage}
      title={t('claim.title')}
      button={t('claim.submit')}
      problems={CLAIM_PROBLEMS}
      check={() => (left > 0 ? t('claim.tooShort', { count: LEAST_PASSWORD }) : undefined)}
      submit={() => account.claim(linkKey, password.value)}
      foot={
        <button type="button" class="link card-foot" onClick={account.toSignIn}>
          {t('claim.toSignIn')}
        </button>
      }
    >
      <Password
        label={t('signIn.password')}
        hint={t('claim.hint', { count: LEAST_PASSWORD })}
        autocomplete="new-password"
        value={password.value}
        onChange={next => (password.value = next)}
      />
    </Card>
  )
}

type CardProps = {
  storage: KeyValue
  title: string
  note?: string | undefined
  button: string
  problems: Partial<Record<Problem, TextKey>>
  /** A sentence when the form cannot be sent yet. */
  check?(): string | undefined
  submit(): Promise<Problem | undefined>
  children: ComponentChildren
  foot: ComponentChildren
}

function Card({ storage, title, note, button, problems, check, submit, children, foot }: CardProps) {
  const busy = useSignal(false)
  const problem = useSignal<string | undefined>(undefined)

  async function onSubmit(event: Event) {
    event.preventDefault()
    if (busy.value) return
    problem.value = check?.()
    if (problem.value) return
    busy.value = true
    const refused = await submit()
    busy.value = false
    if (refused) problem.value = t(problems[refused] ?? 'signIn.failed')
  }

  return (
    <main class="center">
      <form class="card" aria-labelledby="card-title" noValidate onSubmit={event => void onSubmit(event)}>
        <p class="brand">
          <Mark /> OpenZC
        </p>
        <h1 id="card-title">{title}</h1>
        {note && (
          <p class="card-note" role="status">
            {note}
          </p>
        )}
        {children}
        <div role="alert">{problem.value && <p class="card-problem">{problem.value}</p>}</div>
        <button type="submit" class="button primary wide" aria-disabled={busy.value}>
          {busy.value ? t('signIn.busy') : button}
        </button>
        {foot}
      </form>
      <button
        type="button"
        class="link card-language"
        lang={t('app.languageCode')}
        onClick={() => switchLanguage(storage)}
      >
        {t('app.language')}
      </button>
    </main>
  )
}

type PasswordProps = {
  label: string
  hint?: string
  autocomplete: 'current-password' | 'new-password'
  value: string
  onChange(next: string): void
}

function Password({ label, hint, autocomplete, value, onChange }: PasswordProps) {
  const shown = useSignal(false)
  return (
    <>
      <label class="field">
        <span>{label}</span>
        <input
          {...(shown.value ? { type: 'text' as const } : { type: 'password' as const })}
          name="password"
          autocomplete={autocomplete}
          {...(hint ? { 'aria-describedby': 'password-hint' } : {})}
          required
          value={value}
          onInput={event => onChange(event.currentTarget.value)}
        />
      </label>
      {hint && (
        <p class="field-hint" id="password-hint">
          {hint}
        </p>
      )}
      <label class="check">
        <input type="checkbox" checked={shown.value} onChange={() => (shown.value = !shown.value)} />
        {t('signIn.show')}
      </label>
    </>
  )
}

/** The product's mark: a speech bubble with a z. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg class="brand-mark" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M5 3h14a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3h-7l-5 4v-4H5a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3Z" />
      <path class="brand-letter" d="M8.500 7.500h7l-7 6.500h7" />
    </svg>
  )
}
