import { batch, signal } from '@preact/signals'
import { isMessage, type Entry } from '#protocol/entry'
import type { KeyValue, Status, VisitorSession } from '#client/index'
import { createAttention } from '../attention.ts'
import { t } from '../i18n/t.ts'
import { createConversationModel, type ConversationSource } from './ConversationModel.ts'

export type VisitorModel = ReturnType<typeof createVisitorModel>

export type VisitorModelOptions = {
  session: VisitorSession
  source: ConversationSource
  storage: KeyValue
  /** A message of somebody else arrived; `seen` when the person looks at it. */
  onReceived?(entry: Entry, seen: boolean): void
}

const SOUND = 'ozc:sound'

/** What the visitor's screen shows besides the messages. */
export function createVisitorModel({ session, source, storage, onReceived }: VisitorModelOptions) {
  const conversation = createConversationModel(source)
  const status = signal<Status>(session.status().status)
  const refused = signal(false)
  const agentsOnline = signal(true)
  const typing = signal<{ name: string | undefined } | undefined>(undefined)
  const sound = signal(storage.get(SOUND) !== 'off')
  const shown = signal(true)
  const attention = createAttention({ isOn: () => sound.value })
  const open = signal<{ cid: string; agent: string | undefined } | undefined>(undefined)
  let typingTimer: ReturnType<typeof setTimeout> | undefined

  function setTyping(next: { name: string | undefined } | undefined) {
    clearTimeout(typingTimer)
    typing.value = next
    if (next) typingTimer = setTimeout(() => (typing.value = undefined), 6_000)
  }

  const off = [
    session.on('timeline', ({ applied }) => {
      open.value = openConversation(session.timeline.entries, open.value)
      for (const entry of applied) if (isMessage(entry) && entry.by.role !== 'visitor') arrived(entry)
    }),
    session.on('status', next =>
      batch(() => {
        status.value = next.status
        refused.value = next.refusal !== undefined
      })
    ),
    session.on('availability', next => (agentsOnline.value = next.agentsOnline)),
    session.on('typing', ({ on, name }) => setTyping(on ? { name } : undefined))
  ]

  let loaded = false
  function arrived(entry: Entry) {
    setTyping(undefined)
    // What comes with the first answer is history
    if (!loaded) return
    const seen = shown.value && document.visibilityState === 'visible'
    if (!seen) attention.call(t('title.new'))
    onReceived?.(entry, seen)
  }
  const firstAnswer = session.on('timeline', () => {
    if (!session.timeline.isLoaded()) return
    firstAnswer()
    // After the entries of this very answer
    queueMicrotask(() => (loaded = true))
  })

  return {
    conversation,
    status,
    refused,
    agentsOnline,
    typing,
    sound,
    shown,
    open,
    toggleSound() {
      sound.value = !sound.value
      storage.set(SOUND, sound.value ? 'on' : 'off')
    },
    end() {
      if (open.value) session.end(open.value.cid)
    },
    calm: attention.calm,
    destroy() {
      for (const stop of off) stop()
      conversation.destroy()
      attention.destroy()
    }
  }
}

/** The conversation that the newest entries speak of; `before` when they do not reach back to its start. */
function openConversation(
  entries: readonly Entry[],
  before: { cid: string; agent: string | undefined } | undefined
) {
  let agent: string | undefined
  for (let i = entries.length - 1; i >= 0; i--) {
    const { content, cid } = entries[i]!
    if (content.kind === 'ended') return undefined
    if (content.kind === 'assigned') agent ??= content.agent.name
    if (content.kind === 'started') return { cid, agent }
  }
  const last = entries.at(-1)
  return last ? { cid: last.cid, agent: agent ?? before?.agent } : before
}
