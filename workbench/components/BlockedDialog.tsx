import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { may } from '#protocol/permissions'
import { formatDate } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { readBlocked, type Blocked } from '../staff.ts'
import { nameOf } from '../visitor-name.ts'
import { Dialog } from './Dialog.tsx'

/** Of whom nothing is taken now; what was undone here goes from the list at once. */
export function BlockedDialog({ desk, onClose }: { desk: DeskModel; onClose(): void }) {
  const list = useSignal<readonly Blocked[] | undefined>(undefined)
  const hasFailed = useSignal(false)
  useEffect(() => {
    void readBlocked().then(answer => {
      if (answer.ok) list.value = answer.value.visitors
      else hasFailed.value = true
    })
  }, [])

  function undo({ uid }: Blocked) {
    desk.unblock(uid)
    list.value = list.value?.filter(one => one.uid !== uid)
  }

  return (
    <Dialog title={t('blocked.title')} className="sheet blocked" onClose={onClose}>
      {list.value === undefined ? (
        <p class="panel-note" role="status">
          {t(hasFailed.value ? 'ticket.failed' : 'visitor.loading')}
        </p>
      ) : list.value.length === 0 ? (
        <p class="panel-note">{t('blocked.none')}</p>
      ) : (
        <ul class="blocked-list" aria-label={t('blocked.title')}>
          {list.value.map(one => (
            <li key={one.uid}>
              <div>
                <p class="blocked-who">
                  <bdi>{nameOf(one)}</bdi>{' '}
                  <small>
                    {one.until ? t('blocked.until', { time: formatDate(one.until) }) : t('blocked.good')}
                  </small>
                </p>
                {one.reason && <p>{one.reason}</p>}
                <small>{t('blocked.by', { name: one.byName, time: formatDate(one.at) })}</small>
              </div>
              {may(desk.account.role, 'unblock', one.by === desk.account.id) && (
                <button
                  type="button"
                  class="button"
                  aria-label={t('blocked.undoWho', { name: nameOf(one) })}
                  onClick={() => undo(one)}
                >
                  {t('blocked.undo')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
