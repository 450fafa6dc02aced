import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { encode } from 'uqr'
import { begin, confirm, wordsOf } from './api.ts'
import { Field, Form } from './parts.tsx'
import { t } from './texts.ts'

type Step =
  | { at: 'password' }
  | { at: 'scan'; secret: string; address: string }
  | { at: 'paper'; codes: readonly string[] }

type SecondFactorProps = {
  /** The password was shown a moment ago. */
  isFresh: boolean
  onDone(): void
  onCancel?(): void
}

/** Sets up an authenticator: the password, the QR code, the first code of it, and the codes on paper. */
export function SecondFactor({ isFresh, onDone, onCancel }: SecondFactorProps) {
  const step = useSignal<Step>({ at: 'password' })
  const password = useSignal('')
  const code = useSignal('')

  async function start(): Promise<string | undefined> {
    const answer = await begin(password.value)
    if (!answer.ok) return wordsOf(answer.problem, t('wrongPassword'))
    step.value = { at: 'scan', ...answer.value }
    return undefined
  }
  async function finish(): Promise<string | undefined> {
    const answer = await confirm(code.value)
    if (!answer.ok) return wordsOf(answer.problem, t('wrongCode'))
    step.value = { at: 'paper', codes: answer.value.codes }
    return undefined
  }
  useEffect(() => {
    if (isFresh) void start()
  }, [])

  const now = step.value
  if (now.at === 'paper') return <Paper codes={now.codes} onDone={onDone} />
  if (now.at === 'scan')
    return (
      <Form button={t('confirm')} submit={finish} onCancel={onCancel}>
        <p>{t('scan')}</p>
        <QrCode text={now.address} />
        <p class="security-hint">{t('byHand')}</p>
        <p>
          <code class="security-secret">{now.secret.match(/.{1,4}/g)!.join(' ')}</code>
        </p>
        <Field label={t('code')} kind="code" value={code} />
      </Form>
    )
  if (isFresh) return null
  return (
    <Form button={t('next')} submit={start} onCancel={onCancel}>
      <Field label={t('password')} kind="current-password" value={password} />
    </Form>
  )
}

const MARGIN = 4

/** Dark on light, whatever the rest looks like: scanners want it so. */
function QrCode({ text }: { text: string }) {
  const { data, size } = useMemo(() => encode(text, { border: MARGIN, ecc: 'M' }), [text])
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])))
  return (
    <svg class="security-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('qr')}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path.join('')} fill="#000" shape-rendering="crispEdges" />
    </svg>
  )
}

function Paper({ codes, onDone }: { codes: readonly string[]; onDone(): void }) {
  const isCopied = useSignal(false)
  async function copy() {
    await navigator.clipboard?.writeText(codes.join('\n'))
    isCopied.value = true
  }
  return (
    <div class="security-form">
      <h3>{t('paper')}</h3>
      <p>{t('paperAbout')}</p>
      <ul class="security-codes">
        {codes.map(code => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="security-actions">
        <button type="button" class="button" onClick={() => void copy()}>
          {t(isCopied.value ? 'copied' : 'copy')}
        </button>
        <button type="button" class="button primary" onClick={onDone}>
          {t('done')}
        </button>
      </div>
    </div>
  )
}
