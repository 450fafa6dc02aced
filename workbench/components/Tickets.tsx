import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { LIMITS } from '#protocol/limits'
import { Icon } from '#ui/components/Icon.tsx'
import { formatDate } from '../i18n/format.ts'
import { t as general } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { createTicketModel, type TicketModel } from '../models/TicketModel.ts'
import { TICKET_LISTS } from '../route.ts'
import type { Ticket } from '../tickets.ts'
import { Dialog } from './Dialog.tsx'
import { withChosen } from './Inbox.tsx'
import { MoreButton } from './MoreButton.tsx'
import { t } from './ticket-texts.ts'
import './tickets.css'

/** Of an answer, less what stands above it of the question. */
const MOST = LIMITS.textLength - 104

/** So long after the last key the list follows what was typed. */
const TYPED_MS = 300

/** What visitors have left: a list, each with how to reach them, an answer and a state. What narrows it stands in the address. */
export function Tickets({ desk }: { desk: DeskModel }) {
  const asked = () => {
    const { tickets, template, text } = desk.filter.value
    return { status: tickets, template, text: text.trim() }
  }
  const model = useMemo(() => createTicketModel(asked), [])
  const { tickets: status, template, text } = desk.filter.value
  const isFirst = useRef(true)
  useEffect(() => {
    const timer = setTimeout(() => void model.load(), isFirst.current ? 0 : TYPED_MS)
    isFirst.current = false
    return () => clearTimeout(timer)
  }, [text])
  useEffect(() => void model.load(), [status, template])
  const list = model.tickets.value
  const onClose = () => desk.narrow({ tickets: '', template: '', text: '' })
  return (
    <Dialog title={general('ticket.title')} className="sheet tickets" onClose={onClose}>
      <div class="ticket-filter" role="group" aria-label={t('ticket.state')}>
        {TICKET_LISTS.map(one => (
          <button
            key={one}
            type="button"
            class="button"
            aria-pressed={status === one}
            onClick={() => desk.narrow({ tickets: one })}
          >
            {t(`ticket.${one}`)}
          </button>
        ))}
      </div>
      <div class="ticket-search" role="search">
        <span class="search">
          <Icon name="search" size={16} />
          <input
            type="search"
            autocomplete="off"
            maxLength={200}
            aria-label={t('ticket.search')}
            placeholder={t('ticket.search')}
            value={text}
            onInput={event => desk.narrow({ text: event.currentTarget.value })}
          />
        </span>
        {(model.templates.value.length > 0 || template !== '') && (
          <select
            aria-label={t('ticket.template')}
            value={template}
            onChange={event => desk.narrow({ template: event.currentTarget.value })}
          >
            <option value="">{t('ticket.anyTemplate')}</option>
            {withChosen(model.templates.value, template).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      <p class="ticket-problem" role="alert">
        {model.hasFailed.value ? general('ticket.failed') : ''}
      </p>
      {!list ? (
        <p class="dialog-text" role="status">
          {general('visitor.loading')}
        </p>
      ) : list.length === 0 ? (
        <p class="dialog-text">{t('ticket.none')}</p>
      ) : (
        <>
          <ul class="ticket-list">
            {list.map(ticket => (
              <TicketRow key={ticket.id} ticket={ticket} model={model} />
            ))}
          </ul>
          {model.next.value !== null && (
            <MoreButton label={t('ticket.more')} count={list.length} onMore={model.more} />
          )}
        </>
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
        <Fact name={general('visitor.email')} value={email} />
        <Fact name={general('visitor.phone')} value={phone} />
        <Fact name={t('ticket.template')} value={template} />
        <Fact name={general('field.groupid')} value={group} />
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
