import type { Browsing } from '#protocol/track'
import { Icon } from '#ui/components/Icon.tsx'
import { formatDuration } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { Address } from './Address.tsx'
import { Dialog } from './Dialog.tsx'

/** Who is on the site now without a conversation, to be invited to one. */
export function BrowsingDialog({ desk, onClose }: { desk: DeskModel; onClose(): void }) {
  const { visitors } = desk.browsing.value
  return (
    <Dialog title={t('browsing.title')} className="browsing" onClose={onClose}>
      {visitors.length === 0 ? (
        <p class="panel-note">{t('browsing.none')}</p>
      ) : (
        <ul class="browsing-list" aria-label={t('browsing.title')}>
          {visitors.map(one => (
            <Row key={one.id} desk={desk} visitor={one} />
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function Row({ desk, visitor }: { desk: DeskModel; visitor: Browsing }) {
  const { id, url, title, since, invited } = visitor
  const name = t('visitor.unnamed', { id: id.slice(-4) })
  return (
    <li class="browsing-row">
      <div>
        <p class="browsing-who">
          <b>{name}</b> <small>{t('browsing.since', { time: formatDuration(desk.now.value - since) })}</small>
        </p>
        <Address url={url} text={title || undefined} />
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
        onClick={() => desk.invite(visitor)}
      >
        <Icon name="send" size={16} />
        {t('browsing.invite')}
      </button>
    </li>
  )
}
