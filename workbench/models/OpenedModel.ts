import { batch, computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals'
import type { Summary } from '#protocol/desk'
import type { AgentSession, Visitor } from '#client/index'
import {
  createConversationModel,
  type ConversationLook,
  type ConversationModel
} from '#ui/models/ConversationModel.ts'
import { sourceOf } from '../connect-agent.ts'
import { tabOf } from '../inbox.ts'

export type Typing = { role: 'visitor' | 'agent'; name: string | undefined; text: string | undefined }

/** Timelines that stay followed after another one was opened: coming back to them is instant. */
const KEPT_OPEN = 8
const TYPING_MS = 6_000

/** The conversation that is selected, with what is known of its visitor right now. */
export function createOpenedModel(
  session: AgentSession,
  me: string,
  selected: ReadonlySignal<Summary | undefined>,
  lookOf: (uid: string) => ConversationLook
) {
  const opened = signal<{ uid: string; model: ConversationModel } | undefined>(undefined)
  const visitor = signal<Visitor | undefined>(undefined)
  const typing = signal<Typing | undefined>(undefined)
  const pageVisible = signal(document.visibilityState === 'visible')
  const uid = computed(() => selected.value?.uid)
  const isMine = computed(() => selected.value !== undefined && tabOf(selected.value, me) === 'mine')
  let recent: string[] = []
  let typingTimer: ReturnType<typeof setTimeout> | undefined

  function open(uid: string | undefined) {
    opened.value?.model.destroy()
    setTyping(undefined)
    // What is looked at before it is taken, or in passing, was not read by whoever answers
    const model =
      uid &&
      createConversationModel(sourceOf(session, { uid, myId: me, mayRead: () => isMine.value }), lookOf(uid))
    batch(() => {
      opened.value = model ? { uid, model } : undefined
      visitor.value = uid ? session.visitor(uid) : undefined
    })
    if (uid === undefined) return
    recent = [...recent.filter(one => one !== uid), uid]
    if (recent.length > KEPT_OPEN) session.forget(recent.shift()!)
  }

  function setTyping(next: Typing | undefined) {
    clearTimeout(typingTimer)
    typing.value = next
    if (next) typingTimer = setTimeout(() => (typing.value = undefined), TYPING_MS)
  }

  const off = [
    session.on('visitor', change => {
      if (change.uid === uid.value) visitor.value = session.visitor(change.uid)
    }),
    session.on('timeline', change => {
      if (change.uid === uid.value && change.applied.some(entry => entry.by.role === typing.value?.role))
        setTyping(undefined)
    }),
    session.on('typing', ({ uid: of, on, role, name, text }) => {
      if (of === uid.value) setTyping(on ? { role, name, text } : undefined)
    }),
    // The receipt may have been lost with the connection
    session.on('status', ({ status }) => {
      const model = opened.value?.model
      if (status === 'online' && pageVisible.value && model?.unseen.value === 0) model.seen()
    }),
    effect(() => {
      const now = uid.value
      untracked(() => open(now))
    }),
    effect(() => {
      if (isMine.value && pageVisible.value) untracked(() => opened.value?.model.seen())
    })
  ]
  const onVisible = () => (pageVisible.value = document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', onVisible)

  return {
    opened,
    visitor,
    typing,
    pageVisible,
    destroy() {
      for (const stop of off) stop()
      document.removeEventListener('visibilitychange', onVisible)
      clearTimeout(typingTimer)
      opened.value?.model.destroy()
    }
  }
}
