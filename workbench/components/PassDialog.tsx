import { useSignal } from '@preact/signals'
import type { Agent, Summary } from '#protocol/desk'
import { STAFF_LIMITS, LIMITS } from '#protocol/limits'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { nameOf } from '../visitor-name.ts'
import { Dialog } from './Dialog.tsx'
import { FormEnd } from './FormEnd.tsx'

type Target = { kind: 'agent' | 'group'; id: string; name: string }
type PassDialogProps = { desk: DeskModel; summary: Summary; isInvite: boolean; onClose(): void }

const MOST_SHOWN = 60

/** Whom a conversation is passed on to, with a word for them; or who is invited in. */
export function PassDialog({ desk, summary, isInvite, onClose }: PassDialogProps) {
  const query = useSignal('')
  const chosen = useSignal<Target | undefined>(undefined)
  const note = useSignal('')
  const targets = targetsOf(desk, summary, { isInvite, query: query.value })

  function submit(event: Event) {
    event.preventDefault()
    const to = chosen.value
    if (!to) return
    onClose()
    if (isInvite) desk.addAgent(summary, to.id)
    else if (to.kind === 'agent') desk.transfer(summary, to, note.value)
    else desk.toGroup(summary, to, note.value)
  }

  return (
    <Dialog
      title={isInvite ? t('invite.title') : t('pass.title', { name: nameOf(summary) })}
      className="pass"
      onClose={onClose}
    >
      <form class="pass-form" onSubmit={submit}>
        {isInvite && <p class="dialog-text">{t('invite.hint')}</p>}
        <input
          type="search"
          class="line-field"
          autofocus
          aria-label={t('pass.find')}
          placeholder={t('pass.find')}
          value={query.value}
          onInput={event => (query.value = event.currentTarget.value)}
        />
        <fieldset class="pass-targets">
          <legend class="sr-only">{t('pass.to')}</legend>
          {targets.map((target, i) => (
            <>
              {target.kind !== targets[i - 1]?.kind && (
                <p key={target.kind} class="pass-kind" aria-hidden="true">
                  {t(target.kind === 'group' ? 'pass.groups' : 'pass.colleagues')}
                </p>
              )}
              <label key={target.kind + target.id} class="pass-target">
                <input
                  type="radio"
                  name="pass-to"
                  checked={chosen.value?.id === target.id}
                  onChange={() => (chosen.value = target)}
                />
                {target.kind === 'agent' && <i class={`dot ${target.status ?? 'gone'}`} />}
                <bdi>{target.name}</bdi>
                <small>{target.about}</small>
              </label>
            </>
          ))}
          {targets.length === 0 && (
            <p class="panel-note">{t(query.value ? 'pass.none' : 'talk.noColleagues')}</p>
          )}
        </fieldset>
        {!isInvite && (
          <label class="area-field">
            <span>{t('pass.note')}</span>
            <textarea
              rows={2}
              maxLength={LIMITS.textLength}
              value={note.value}
              onInput={event => (note.value = event.currentTarget.value)}
            />
          </label>
        )}
        <FormEnd does={t(isInvite ? 'invite.do' : 'pass.do')} isDisabled={!chosen.value} onCancel={onClose} />
      </form>
    </Dialog>
  )
}

type Row = Target & { about: string; status: Agent['status'] }

function targetsOf(
  desk: DeskModel,
  summary: Summary,
  { isInvite, query }: { isInvite: boolean; query: string }
): Row[] {
  const words = query.trim().toLowerCase()
  const fits = ({ name }: { name: string }) => name.toLowerCase().includes(words)
  const { guests = [] } = summary
  const isFull = guests.length >= STAFF_LIMITS.guests
  const people = desk.colleagues.value.filter(
    one => one.id !== summary.agentId && !(isInvite && (isFull || guests.includes(one.id)))
  )
  const agents = people
    .filter(fits)
    .sort((a, b) => rank(a) - rank(b))
    .map((one): Row => ({ kind: 'agent', ...one, about: aboutAgent(desk, one) }))
  const groups = isInvite ? [] : desk.groups.value.filter(fits).map(group => groupRow(desk, group))
  return [...groups, ...agents].slice(0, MOST_SHOWN)
}

function aboutAgent(desk: DeskModel, { id, status }: Agent): string {
  const load = desk.inbox.all.value.filter(one => one.status === 'active' && one.agentId === id).length
  const here = t(`status.${status ?? 'gone'}`)
  return status ? `${here} · ${t('pass.load', { count: load })}` : here
}

function groupRow(
  desk: DeskModel,
  { id, name, agentIds }: { id: string; name: string; agentIds: string[] }
): Row {
  const here = desk.agents.value.filter(one => agentIds.includes(one.id) && one.status === 'online').length
  return {
    kind: 'group',
    id,
    name,
    status: null,
    about: t('pass.here', { count: here, all: agentIds.length })
  }
}

const RANKS = ['online', 'busy', 'away', null]
const rank = ({ status }: Agent) => RANKS.indexOf(status)
