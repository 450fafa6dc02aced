import { useSignal } from '@preact/signals'
import { Icon } from '#ui/components/Icon.tsx'
import { t as general } from '../i18n/t.ts'
import { offer } from '../install.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { t } from './texts.ts'
import './app.css'

const DISMISSED = 'ozc:agent:install'

/** iPhones have no offer: people do it by hand. */
const isIPhone = () => /iPhone|iPad|iPod/.test(navigator.userAgent)
const isInstalled = () =>
  matchMedia('(display-mode: standalone)').matches ||
  (navigator as { standalone?: boolean }).standalone === true

/** One line below the list, on phones, until it is dismissed. */
export function InstallHint({ desk }: { desk: DeskModel }) {
  const isOver = useSignal(desk.storage.get(DISMISSED) === 'no')
  const { value } = offer
  if (isOver.value || isInstalled() || (!value && !isIPhone())) return null
  const dismiss = () => {
    isOver.value = true
    desk.storage.set(DISMISSED, 'no')
  }
  return (
    <p class="install-hint">
      <span>{t(value ? 'install.offer' : 'install.byHand')}</span>
      {value && (
        <button type="button" class="link" onClick={() => void install(dismiss)}>
          {t('install.do')}
        </button>
      )}
      <button type="button" class="tool" aria-label={general('notice.dismiss')} onClick={dismiss}>
        <Icon name="close" size={16} />
      </button>
    </p>
  )
}

async function install(done: () => void) {
  const { value } = offer
  offer.value = undefined
  await value?.prompt()
  done()
}
