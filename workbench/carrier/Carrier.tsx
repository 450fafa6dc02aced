import { useSignal } from '@preact/signals'
import { MINI_PROGRAMS } from '#protocol/api/mini-programs'
import type { Visitor } from '#client/index'
import { preview } from '#ui/preview.ts'
import { formatDate } from '../i18n/format.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { carry } from '../operation.ts'
import { en, t, type Key } from './texts.ts'
import './carrier.css'

export type CarrierProps = { desk: DeskModel; uid: string; carrier: NonNullable<Visitor['carrier']> }

/** Of a customer who writes through a platform: what it still takes, and what has not gone out. */
export default function Carrier({ desk, uid, carrier }: CarrierProps) {
  const { left, until, messages } = carrier
  return (
    <aside class="carrier">
      <p role="status">
        {left === 0
          ? t('none')
          : t(left === 1 ? 'leftOne' : 'left', { count: left, time: formatDate(until) })}
      </p>
      {messages.length > 0 && (
        <ul aria-label={t('title')}>
          {messages.map(one => (
            <Left key={one.seq} desk={desk} uid={uid} message={one} />
          ))}
        </ul>
      )}
    </aside>
  )
}

type LeftProps = { desk: DeskModel; uid: string; message: CarrierProps['carrier']['messages'][number] }

function Left({ desk, uid, message: { seq, state, problem } }: LeftProps) {
  const isBusy = useSignal(false)
  const entry = desk.opened.value?.model.entries.value.find(one => one.seq === seq)
  const why = t(`why.${problem !== null && Object.hasOwn(en, `why.${problem}`) ? problem : 'other'}` as Key)

  async function again() {
    isBusy.value = true
    const answer = await carry(MINI_PROGRAMS.resendToMiniProgram, { visitor: uid, seq: String(seq) })
    isBusy.value = false
    if (!answer.ok) desk.notices.say(t('failed'), { urgent: true })
  }

  return (
    <li>
      <span>
        <b>{entry ? preview(entry.content) : `#${seq}`}</b>
        {' – '}
        {state === 'waiting' ? t('waiting', { why }) : state === 'unsure' ? t('unsure') : why}
      </span>
      {state !== 'waiting' && (
        <button type="button" class="link" disabled={isBusy.value} onClick={() => void again()}>
          {t('again')}
        </button>
      )}
    </li>
  )
}
