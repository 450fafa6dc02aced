import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n/t.ts'

const EMOJI = [
  ...'😀😄😁😅😂🙂😉😊😍😘😜🤔😎🤩🥳😏😢😭😤😡😱😴🤒🤗🙄😬🤝👍👎👏🙏💪👌✌👋🙌👀💯❤🧡💛💚💙💜💔🌹🌸🌈☀⭐🔥🎉🎁🎂☕🍵🍎🍜🚗✈🏠📦📱💻📷⏰💰🛒✅❌❓❗'
]
const COLUMNS = 8

/** A grid that the arrow keys walk through; Esc closes it. */
export function EmojiPicker({ onPick, onClose }: { onPick(emoji: string): void; onClose(): void }) {
  const grid = useRef<HTMLDivElement>(null)
  useEffect(() => grid.current?.querySelector('button')?.focus(), [])

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      event.stopPropagation()
      return onClose()
    }
    const right = document.dir === 'rtl' ? -1 : 1
    const step = { ArrowRight: right, ArrowLeft: -right, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const buttons = [...grid.current!.querySelectorAll('button')]
    buttons[buttons.indexOf(event.target as HTMLButtonElement) + step]?.focus()
  }

  return (
    <div class="emoji" role="dialog" aria-label={t('emoji.title')} onKeyDown={onKeyDown} ref={grid}>
      {EMOJI.map((emoji, i) => (
        <button type="button" key={emoji} tabIndex={i === 0 ? 0 : -1} onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  )
}
