import { batch, computed, signal, type ReadonlySignal } from '@preact/signals'
import type { ErrorCode } from '#protocol/errors'
import type { ChatConfig, Surface } from '#protocol/keys'
import { isMessage, type Entry } from '#protocol/entry'
import type { KeyValue, Status, VisitorSession } from '#client/index'
import { createAttention } from '../attention.ts'
import { language, t } from '../i18n/t.ts'
import { canShoot, shoot } from '../shot.ts'
import { safeUrl } from '#protocol/safe-url'
import type { Offer } from '#protocol/offer'
import { welcomeOf, type WelcomeWords } from '#protocol/welcome'
import {
  createConversationModel,
  type ConversationLook,
  type ConversationSource
} from './ConversationModel.ts'
import { createOfferModel } from './OfferModel.ts'
import { goesElsewhere, unansweredIn } from './reception.ts'

export type VisitorModel = ReturnType<typeof createVisitorModel>

export type VisitorModelOptions = {
  session: VisitorSession
  source: ConversationSource
  storage: KeyValue
  config: ReadonlySignal<ChatConfig>
  offer: ReadonlySignal<Offer>
  surface: Surface
  /** Of the page: whose chat it is. */
  facts: { sysnum: string; channelid?: string }
  /** In the company's own words. */
  words?: WelcomeWords
  openFile?: ConversationLook['openFile']
  /** A message of somebody else arrived; `seen` when the person looks at it. */
  onReceived?(entry: Entry, seen: boolean): void
  /** Where the page's own title is not ours: see `createAttention`. */
  setTitle?(text: string): void
}

const SOUND = 'ozc:sound'

/** What the visitor's screen shows besides the messages. */
export function createVisitorModel({
  session,
  source,
  storage,
  config,
  offer,
  surface,
  facts,
  words = {},
  openFile = () => false,
  onReceived,
  setTitle
}: VisitorModelOptions) {
  const openedAt = Date.now()
  const open = signal<{ cid: string; agent: string | undefined } | undefined>(undefined)
  /** A person answers. */
  const isServed = computed(() => open.value?.agent !== undefined)
  const leaving = signal(false)
  const conversation = createConversationModel(source, {
    emoji: computed(() => config.value.emoji_state !== 'hide' || !isServed.value),
    files: computed(() => config.value.photo_flag !== false),
    attach: computed(() => config.value.photo_flag !== false && (surface === 'script' || isServed.value)),
    shoot: computed(() => (mayShoot(config.value) ? shoot : undefined)),
    leave: {
      button: computed(() => config.value.leave_msg_flag === true),
      notices: computed(() => config.value.msg_flag !== true),
      open: () => goesElsewhere(config.value, surface) || (leaving.value = true)
    },
    links: computed(() => config.value.is_link !== false),
    faces: computed(() => (config.value.show_face ? { mine: safeUrl(config.value.face ?? '') } : undefined)),
    since: () => (config.value.time ? openedAt - config.value.time * 60_000 : 0),
    openFile
  })
  const status = signal<Status>(session.status().status)
  const refusal = signal<ErrorCode | undefined>(undefined)
  const agentsOnline = signal(true)
  const queue = signal({ place: 0, waitMs: 0 })
  const typing = signal<{ name: string | undefined } | undefined>(undefined)
  const sound = signal(storage.get(SOUND) !== 'off')
  const shown = signal(true)
  const attention = createAttention({
    isOn: () => sound.value,
    isShown: () => shown.value,
    ...(setTitle ? { setTitle } : {})
  })
  const offers = createOfferModel({ offer, conversation, open })
  let typingTimer: ReturnType<typeof setTimeout> | undefined

  function setTyping(next: { name: string | undefined } | undefined) {
    clearTimeout(typingTimer)
    typing.value = next
    if (next) typingTimer = setTimeout(() => (typing.value = undefined), 6_000)
  }

  /** What stands in the bar: by `title_flag` the company, the page's own words, or whoever answers. */
  const title = computed(() => {
    const { title_flag, custom_title } = config.value
    if (title_flag === '1') return undefined
    return title_flag === '2' ? custom_title : open.value?.agent
  })

  /** The form is there; `after` is what was wanted when it came. */
  const rating = signal<{ after?(): void } | undefined>(undefined)
  const hasEnded = signal(false)
  const mayRate = computed(() => {
    const { feedback_flag, satDegree_A } = config.value
    return open.value ? feedback_flag !== false : hasEnded.value && satDegree_A === true
  })

  function stopRating() {
    const after = rating.value?.after
    rating.value = undefined
    after?.()
  }

  const off = [
    session.on('timeline', ({ applied }) => {
      open.value = openConversation(session.timeline.entries, open.value)
      hasEnded.value = !open.value && session.timeline.entries.length > 0
      for (const entry of applied) if (isMessage(entry) && entry.by.role !== 'visitor') arrived(entry)
    }),
    session.on('status', next =>
      batch(() => {
        status.value = next.status
        refusal.value = next.refusal
      })
    ),
    session.on('availability', next => (agentsOnline.value = next.agentsOnline)),
    session.on('queue', next => (queue.value = next)),
    session.on('typing', ({ on, name }) => setTyping(on ? { name } : undefined))
  ]

  let loaded = false
  function arrived(entry: Entry) {
    setTyping(undefined)
    // What comes with the first answer is history
    if (!loaded) return
    const seen = shown.value && document.visibilityState === 'visible'
    if (!seen) attention.call(t('title.new'), entry.id)
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
    offers,
    config,
    status,
    refusal,
    agentsOnline,
    welcome: computed(() => {
      const { own, away } = welcomeOf(config.value, words, agentsOnline.value)
      return own || t(away ? 'chat.welcomeAway' : 'chat.welcome')
    }),
    /** What nobody has answered yet, for the form. */
    unanswered: () => (isServed.value ? '' : unansweredIn(session.timeline.entries)),
    /** A place in it while nobody answers, else undefined. */
    queue: computed(() => (open.value && !isServed.value && queue.value.place ? queue.value : undefined)),
    typing,
    sound,
    shown,
    open,
    title,
    /** The form for leaving a message is there. */
    leaving,
    /** The page for it, which knows by the address whom the answer is for. */
    leaveAddress: async () => {
      const { uid } = await session.identified()
      const { sysnum = '', channelid, uname, groupid, color } = { ...config.value, ...facts }
      const known = { sysnum, channelid, uid, source: '9', uname, groupid, color, locale: language.value }
      const query = new URLSearchParams()
      for (const [name, value] of Object.entries(known)) if (value !== undefined) query.set(name, value)
      return `/chat/h5/v2/leavemessage.html?${query}`
    },
    rating,
    mayRate,
    /** Asks for a rating when one is wanted at the end, then goes on; else goes on at once. */
    rateBefore(after: () => void) {
      const asks = config.value.show_evaluate && isServed.value && !isRated(session.timeline.entries)
      if (!asks || rating.value) return rating.value ? stopRating() : after()
      rating.value = { after }
    },
    rate(score: number, comment: string) {
      session.send({ kind: 'rating', score, ...(comment ? { comment } : {}) })
      stopRating()
    },
    stopRating,
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
      offers.destroy()
      conversation.destroy()
      attention.destroy()
    }
  }
}

const mayShoot = ({ cut_flag, photo_flag }: ChatConfig) =>
  cut_flag !== 'hide' && photo_flag !== false && canShoot()

/** Whether the newest conversation has a rating. */
function isRated(entries: readonly Entry[]): boolean {
  const cid = entries.at(-1)?.cid
  return entries.some(entry => entry.cid === cid && entry.content.kind === 'rating')
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
