import { useSignal } from '@preact/signals'
import { LIMITS } from '#protocol/limits'
import type { Browsing } from '#protocol/track'
import { Icon } from '#ui/components/Icon.tsx'
import { formatDuration } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { Address } from './Address.tsx'
import { Dialog } from './Dialog.tsx'

const TEXT = 'ozc:agent:invitation'

/** Who is on the site now without a conversation, to be invited to one. */
export function BrowsingDialog({ desk, onClose }: { desk: DeskModel; onClose(): void }) {
  const { visitors } = desk.browsing.value
  const text = useSignal(desk.storage.get(TEXT) ?? '')
  return (
    <Dialog title={t('browsing.title')} className="browsing" onClose={onClose}>
      {visitors.length === 0 ? (
        <p class="panel-note">{t('browsing.none')}</p>
      ) : (
        <>
          <label class="field">
            <span>{t('browsing.text')}</span>
            <input
              type="text"
              maxLength={LIMITS.nameLength}
              placeholder={t('browsing.textHint')}
              value={text.value}
              onInput={event => {
                text.value = event.currentTarget.value
                desk.storage.set(TEXT, text.value)
              }}
            />
          </label>
          <ul class="browsing-list" aria-label={t('browsing.title')}>
            {visitors.map(one => (
              <Row key={one.id} desk={desk} visitor={one} text={text.value} />
            ))}
          </ul>
        </>
      )}
    </Dialog>
  )
}

function Row({ desk, visitor, text }: { desk: DeskModel; visitor: Browsing; text: string }) {
  const { id, url, title, since, from, visits, invited } = visitor
  const name = t('visitor.unnamed', { id: id.slice(-4) })
  return (
    <li class="browsing-row">
      <div>
        <p class="browsing-who">
          <b>{name}</b>{' '}
          <small>
            {t('browsing.since', { time: formatDuration(desk.now.value - since) })}
            {visits !== undefined &&
              ` · ${t(visits === 1 ? 'browsing.first' : 'browsing.visits', { count: visits })}`}
          </small>
        </p>
        <Address url={url} text={title || undefined} />
        {from && (
          <p class="browsing-state">
            {t('visitor.referrer')}: <bdi>{hostOf(from)}</bdi>
          </p>
        )}
        {invited && (
          <p class={`browsing-state ${invited.state}`}>
            {t(`browsing.${invited.state}`, { name: desk.nameOfAgent(invited.agentId) })}
          </p>
        )}
      </div>
      <button
        type="button"
        class="button"
        aria-label={t('browsing.inviteWho', { name })}
        disabled={invited?.state === 'sent'}
        onClick={() => desk.invite(visitor, text)}
      >
        <Icon name="send" size={16} />
        {t('browsing.invite')}
      </button>
    </li>
  )
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url)
