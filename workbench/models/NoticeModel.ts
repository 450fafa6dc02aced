import { signal } from '@preact/signals'

export type Notice = { key: number; text: string; urgent: boolean }
export type NoticeModel = ReturnType<typeof createNoticeModel>

const SHOWN_MS = 8_000

/** Short sentences about what just happened; each goes by itself or when dismissed. */
export function createNoticeModel() {
  const notices = signal<readonly Notice[]>([])
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let nextKey = 0

  function dismiss(key: number) {
    notices.value = notices.value.filter(one => one.key !== key)
  }

  return {
    notices,
    dismiss,
    say(text: string, { urgent = false } = {}) {
      const key = nextKey++
      notices.value = [...notices.value.filter(one => one.text !== text), { key, text, urgent }].slice(-3)
      const timer = setTimeout(() => {
        timers.delete(timer)
        dismiss(key)
      }, SHOWN_MS)
      timers.add(timer)
    },
    destroy: () => timers.forEach(clearTimeout)
  }
}
