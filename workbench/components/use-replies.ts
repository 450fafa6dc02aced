import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Summary } from '#protocol/desk'
import type { useDraft } from '#ui/components/use-draft.ts'
import { fillIn, findReplies, shortcutAt, type Reply } from '../canned.ts'
import type { DeskModel } from '../models/DeskModel.ts'

type ReplyOptions = {
  desk: DeskModel
  summary: Summary
  draft: ReturnType<typeof useDraft>
  isOn: boolean
}

const MOST_SHOWN = 8

/** The canned replies that fit what is being typed behind a slash, and the keys that walk through them. */
export function useReplies({ desk, summary, draft, isOn }: ReplyOptions) {
  const { text, area } = draft
  const hasFocus = useSignal(false)
  const caret = useSignal(0)
  const chosen = useSignal(0)
  /** The text for which Esc has sent them away. */
  const dismissed = useSignal<string | undefined>(undefined)
  const isOff = !isOn || !hasFocus.value || dismissed.value === text
  const typed = isOff ? undefined : shortcutAt(text, caret.value)
  const found = typed ? findReplies(desk.replies.replies.value ?? [], typed.query).slice(0, MOST_SHOWN) : []
  const active = Math.min(chosen.value, found.length - 1)

  useEffect(() => {
    if (typed) void desk.replies.load()
  }, [typed !== undefined])
  useEffect(() => {
    chosen.value = 0
  }, [typed?.query])

  function pick(reply: Reply) {
    if (!typed) return
    const { name, company } = desk.account
    const filled = fillIn(reply.body, { visitor: summary.name.trim(), agent: name, company, now: new Date() })
    draft.insert(filled, typed.from, caret.value)
    caret.value = typed.from + filled.length
  }

  function steer({ key, shiftKey }: KeyboardEvent): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key]
    const picks = (key === 'Enter' && !shiftKey) || key === 'Tab'
    if (key === 'Escape') dismissed.value = text
    else if (found.length === 0) return false
    else if (step !== undefined) chosen.value = (active + step + found.length) % found.length
    else if (picks) pick(found[active]!)
    else return false
    return true
  }

  return {
    found,
    active,
    isOpen: typed !== undefined && (found.length > 0 || typed.query === ''),
    pick,
    /** Where the caret is; call before the text changes. */
    follow: () => (caret.value = area.current?.selectionStart ?? 0),
    focus: (has: boolean) => (hasFocus.value = has),
    /** Types the slash that brings them. */
    open() {
      const before = area.current?.selectionStart ?? text.length
      const slash = before > 0 && /\S/.test(text[before - 1]!) ? ' /' : '/'
      draft.insert(slash)
      caret.value = before + slash.length
      dismissed.value = undefined
    },
    /** True when the key was for the list. */
    takes(event: KeyboardEvent): boolean {
      if (!typed || event.isComposing || event.keyCode === 229 || !steer(event)) return false
      event.preventDefault()
      event.stopPropagation()
      return true
    }
  }
}
