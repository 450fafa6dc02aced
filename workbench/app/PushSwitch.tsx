import { useSignal } from '@preact/signals'
import { t as general } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import type { Push } from './app.ts'
import { t } from './texts.ts'

/** In the account's menu: whether this device is told while no workbench is looked at. */
export function PushSwitch({ desk: { notices }, push }: { desk: DeskModel; push: Push }) {
  const isBusy = useSignal(false)

  async function toggle(box: HTMLInputElement) {
    if (isBusy.value) return void (box.checked = push.isOn.value)
    isBusy.value = true
    const outcome = await push.toggle()
    isBusy.value = false
    // Refused: shows again what is so
    box.checked = push.isOn.value
    if (outcome === 'denied') notices.say(general('bell.denied'), { urgent: true })
    else if (outcome === 'failed') notices.say(t('push.failed'), { urgent: true })
    else notices.say(t(push.isOn.value ? 'push.on' : 'push.off'))
  }

  return (
    <label class="menu-item">
      <input
        type="checkbox"
        checked={push.isOn.value}
        aria-disabled={isBusy.value}
        onChange={event => void toggle(event.currentTarget)}
      />
      {t('menu.push')}
    </label>
  )
}
