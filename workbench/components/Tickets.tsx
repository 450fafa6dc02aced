import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { LIMITS } from '#protocol/limits'
import { formatDate } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { createTicketModel, type TicketModel } from '../models/TicketModel.ts'
import type { Ticket } from '../tickets.ts'
import { Dialog } from './Dialog.tsx'

/** Of an answer, less what stands above it of the question. */
const MOST = LIMITS.textLength - 104

/** What visitors have left: a list, each with how to reach them, an answer and a state. */
export function Tickets({ onClose }: { onClose(): void }) {
  const model = useMemo(createTicketModel, [])
  useEffect(() => void model.load(), [])
  const list = model.tickets.value
  return (
    <Dialog title={t('ticket.title')} className="sheet tickets" onClose={onClose}>
      <div class="ticket-filter" role="group" aria-label={t('ticket.state')}>
        {(['open', 'closed'] as const).map(one => (
          <button
            key={one}
            type="button"
            class="button"
            aria-pressed={model.status.value === one}
            onClick={() => model.show(one)}
          >
            {t(`ticket.${one}`)}
          </button>
        ))}
      </div>
      <p class="ticket-problem" role="alert">
        {model.hasFailed.value ? t('ticket.failed') : ''}
      </p>
      {!list ? (
        <p class="dialog-text" role="status">
          {t('visitor.loading')}
        </p>
      ) : list.length === 0 ? (
        <p class="dialog-text">{t('ticket.none')}</p>
      ) : (
        <ul class="ticket-list">
          {list.map(ticket => (
            <TicketRow key={ticket.id} ticket={ticket} model={model} />
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function TicketRow({ ticket, model }: { ticket: Ticket; model: TicketModel }) {
  const text = useSignal('')
  const mail = useSignal(true)
  const mayMail = model.mayMail.value && ticket.email !== ''
  const { id, name, email, phone, content, template, group, file, answer, answeredBy, createdAt } = ticket
  const next = ticket.status === 'open' ? 'closed' : 'open'

  async function send(event: Event) {
    event.preventDefault()
    if (
      text.value.trim() &&
      (await model.answer(id, { text: text.value.trim(), mail: mayMail && mail.value }))
    )
      text.value = ''
  }

  return (
    <li class="ticket">
      <div class="ticket-head">
        <b>{name || email || phone}</b>
        <time dateTime={new Date(createdAt).toISOString()}>{formatDate(createdAt)}</time>
      </div>
      <p class="ticket-text">{content}</p>
      <dl>
        <Fact name={t('visitor.email')} value={email} />
        <Fact name={t('visitor.phone')} value={phone} />
        <Fact name={t('ticket.template')} value={template} />
        <Fact name={t('field.groupid')} value={group} />
        {ticket.fields.map(field => (
          <Fact key={field.name} {...field} />
        ))}
        <Fact name={t('ticket.dropped')} value={ticket.log.map(({ field }) => field).join(', ')} />
      </dl>
      {file && (
        <a href={file.url} download={file.name} target="_blank" rel="noopener">
          {file.name}
        </a>
      )}
      {answer && (
        <blockquote>
          {answer}
          <small>{answeredBy}</small>
          {ticket.mail && <small> · {t(`ticket.mail.${ticket.mail.state}`)}</small>}
        </blockquote>
      )}
      <form onSubmit={event => void send(event)}>
        <textarea
          rows={2}
          maxLength={MOST}
          aria-label={t('ticket.answer')}
          placeholder={t('ticket.hint')}
          value={text.value}
          onInput={event => (text.value = event.currentTarget.value)}
        />
        {mayMail && (
          <label class="check">
            <input
              type="checkbox"
              checked={mail.value}
              onChange={event => (mail.value = event.currentTarget.checked)}
            />
            {t('ticket.mail', { address: email })}
          </label>
        )}
        <div class="ticket-actions">
          <button
            type="button"
            class="button"
            disabled={model.isBusy.value}
            onClick={() => void model.move(id, next)}
          >
            {t(next === 'closed' ? 'ticket.close' : 'ticket.reopen')}
          </button>
          <button
            type="submit"
            class="button primary"
            disabled={model.isBusy.value || text.value.trim() === ''}
          >
            {t('ticket.send')}
          </button>
        </div>
      </form>
    </li>
  )
}

const Fact = ({ name, value }: { name: string; value: string }) =>
  value ? (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  ) : null
