import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { LIMITS } from '#protocol/limits'
import type { KeyValue } from '#client/index'

type DraftOptions = {
  storage: KeyValue
  /** Where unsent text is kept over a reload. */
  draftKey: string
  /** Called now and then while somebody writes, and when they stop. */
  onTyping(on: boolean, text: string): void
  onSend(text: string): void
}

const TYPING_EVERY_MS = 2_500

/** A text that is being written, in a field that grows with it. */
export function useDraft({ storage, draftKey, onTyping, onSend }: DraftOptions) {
  const area = useRef<HTMLTextAreaElement>(null)
  const text = useSignal(storage.get(draftKey) ?? '')
  const typingToldAt = useRef(0)
  const tooMany = text.value.length - LIMITS.textLength
  const isSendable = text.value.trim() !== '' && tooMany <= 0

  useEffect(() => {
    text.value = storage.get(draftKey) ?? ''
  }, [draftKey])

  useLayoutEffect(() => {
    const { current } = area
    if (!current) return
    current.style.height = 'auto'
    current.style.height = `${Math.min(current.scrollHeight, 140)}px`
  }, [text.value])

  function change(next: string) {
    text.value = next
    if (next) storage.set(draftKey, next)
    else storage.remove(draftKey)
    tellTyping(next)
  }

  function tellTyping(next: string) {
    const now = Date.now()
    if (next !== '' && now - typingToldAt.current < TYPING_EVERY_MS) return
    typingToldAt.current = next === '' ? 0 : now
    onTyping(next !== '', next)
  }

  function send() {
    if (!isSendable) return
    onSend(text.value)
    change('')
    area.current?.focus()
  }

  return {
    area,
    text: text.value,
    tooMany,
    isSendable,
    change,
    send,
    stopTyping: () => tellTyping(''),
    onKeyDown(event: KeyboardEvent) {
      // 229: a browser that fires keydown of an input method without saying so
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
      event.preventDefault()
      send()
    },
    /** In place of what is selected, or of what lies between two places. */
    insert(more: string, from = area.current?.selectionStart, to = area.current?.selectionEnd) {
      const at = from ?? text.value.length
      change(text.value.slice(0, at) + more + text.value.slice(to ?? at))
      requestAnimationFrame(() => {
        area.current?.focus()
        area.current?.setSelectionRange(at + more.length, at + more.length)
      })
    }
  }
}

/** Pictures and files out of the clipboard. */
export function pastedFiles(event: ClipboardEvent): File[] {
  const pasted = [...(event.clipboardData?.files ?? [])]
  if (pasted.length > 0) event.preventDefault()
  return pasted
}
