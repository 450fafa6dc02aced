import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import { createAttention } from '#ui/attention.ts'
import { preview } from '#ui/preview.ts'
import type { KeyValue } from '#client/index'
import type { Event } from '../inbox.ts'
import { t } from '../i18n/t.ts'
import { nameOf } from '../visitor-name.ts'

export type AlertModel = ReturnType<typeof createAlertModel>

export type AlertOptions = {
  storage: KeyValue
  company: string
  waiting: ReadonlySignal<number>
  open(cid: string): void
}

const SOUND = 'ozc:agent:sound'
const DESKTOP = 'ozc:agent:notifications'
const FLASH_MS = 1_000

/** Sound, the title and desktop notifications, for agents who look elsewhere. */
export function createAlertModel({ storage, company, waiting, open }: AlertOptions) {
  const sound = signal(storage.get(SOUND) !== 'off')
  const isAllowed = () => typeof Notification !== 'undefined' && Notification.permission === 'granted'
  const desktop = signal(storage.get(DESKTOP) === 'on' && isAllowed())
  const flash = signal('')
  const flashOn = signal(false)
  const attention = createAttention({ isOn: () => sound.value })
  let flashing: ReturnType<typeof setInterval> | undefined

  const title = computed(() => {
    const count = waiting.value > 0 ? `(${waiting.value}) ` : ''
    return count + (flashOn.value ? flash.value : `${t('app.title')} · ${company}`)
  })
  const followTitle = effect(() => void (document.title = title.value))

  function startFlash(text: string) {
    flash.value = text
    flashing ??= setInterval(() => (flashOn.value = !flashOn.value), FLASH_MS)
  }

  function calm() {
    clearInterval(flashing)
    flashing = undefined
    flashOn.value = false
    // The sound's own flashing puts back a title without the count
    document.title = title.value
  }

  const onVisible = () => document.visibilityState === 'visible' && calm()
  document.addEventListener('visibilitychange', onVisible)

  function beep() {
    attention.call('')
    attention.calm()
    document.title = title.value
  }

  function notify({ kind, summary }: Event) {
    if (!desktop.value || !isAllowed()) return
    const { cid } = summary
    const title = `${nameOf(summary)} · ${t(`alert.${kind}`)}`
    const body = summary.last ? preview(summary.last.content) : ''
    // The worker's notifications are also there on phones, and a push message about the same takes no second place
    if (navigator.serviceWorker?.controller) {
      void navigator.serviceWorker.ready
        .then(ready => ready.showNotification(title, { body, tag: cid, data: { cid, isOfPage: true } }))
        .catch(() => undefined)
      return
    }
    try {
      const notification = new Notification(title, { body, tag: cid })
      notification.addEventListener('click', () => {
        window.focus()
        open(cid)
        notification.close()
      })
    } catch {
      // A phone allows them to service workers only: sound and title are left
    }
  }

  return {
    sound,
    desktop,
    toggleSound() {
      sound.value = !sound.value
      storage.set(SOUND, sound.value ? 'on' : 'off')
    },
    /** Asks for the permission: only from a click. False when the browser refuses. */
    async toggleDesktop(): Promise<boolean> {
      const wanted = !desktop.value
      if (wanted && typeof Notification === 'undefined') return false
      if (wanted && (await Notification.requestPermission()) !== 'granted') return false
      desktop.value = wanted
      storage.set(DESKTOP, wanted ? 'on' : 'off')
      return true
    },
    call(news: Event) {
      beep()
      if (document.visibilityState === 'visible') return
      startFlash(t(`alert.${news.kind}`))
      notify(news)
    },
    destroy() {
      calm()
      followTitle()
      attention.destroy()
      document.removeEventListener('visibilitychange', onVisible)
      document.title = t('app.title')
    }
  }
}
