import { batch, computed, signal, type ReadonlySignal } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { isMessage, type Draft, type Entry, type Sender } from '#protocol/entry'
import type { Receipt } from '#protocol/desk'
import type { Pending, Timeline, Upload } from '#client/index'
import { LIMITS } from '#protocol/limits'
import { UploadError } from '#client/index'
import type { MessageRowProps } from '../components/MessageRow.tsx'

/** What a conversation on the screen needs of a session, the visitor's or an agent's. */
export type ConversationSource = {
  me: 'visitor' | 'agent'
  /** Which of the agents; others' messages carry their names. */
  myId?: string
  timeline(): Timeline
  pending(): Pending[]
  /** Calls back after each change; returns the unsubscribe. */
  onChange(listener: (change: { applied: readonly Entry[]; reset: boolean }) => void): () => void
  send(content: Draft, clientId?: string): void
  retry(clientId: string): void
  discard(clientId: string): void
  /** Everything up to the newest message was seen. */
  read(): void
  typing(on: boolean, text?: string): void
  upload(file: File, onProgress: (progress: number) => void): Upload
}

export type UploadItem = {
  key: number
  name: string
  progress: number
  problem: UploadError['code'] | undefined
  cancel(): void
}

export type Mark = 'sending' | 'failed' | 'sent' | 'delivered' | 'read'

export type ConversationModel = ReturnType<typeof createConversationModel>

/** What the page around the chat may switch off, and whose faces are shown. */
export type ConversationLook = {
  emoji: ReadonlySignal<boolean>
  /** Files may be pasted and dropped; `attach` is the button. */
  files: ReadonlySignal<boolean>
  attach: ReadonlySignal<boolean>
  /** Takes a picture of the screen; undefined when there is no such tool. */
  shoot: ReadonlySignal<(() => Promise<File | undefined>) | undefined>
  /** Opens the form for a message that is answered later: by a button, and by the notices that nobody is there. */
  leave: { button: ReadonlySignal<boolean>; notices: ReadonlySignal<boolean>; open(): void }
  links: ReadonlySignal<boolean>
  faces: ReadonlySignal<{ mine: string | undefined } | undefined>
  /** Older entries are not shown; ms. */
  since(): number
  /** Draws the rows, where they are not the usual ones. */
  Row?: FunctionComponent<MessageRowProps>
  /** True when the file was opened in another way than by its link. */
  openFile(url: string): boolean
}

export const PLAIN: ConversationLook = {
  emoji: signal(true),
  files: signal(true),
  attach: signal(true),
  shoot: signal(undefined),
  leave: { button: signal(false), notices: signal(false), open() {} },
  links: signal(true),
  faces: signal(undefined),
  since: () => 0,
  openFile: () => false
}

/** Rows that are in the document at a time: beyond it the other end is let go. */
const MOST_ROWS = 200
const STEP = 50

export function createConversationModel(source: ConversationSource, look = PLAIN) {
  const entries = signal<readonly Entry[]>([])
  const pending = signal<readonly Pending[]>([])
  const receipts = signal<Timeline['receipts']>({ visitor: none, agent: none })
  const loaded = signal(false)
  const hasOlder = signal(false)
  const uploads = signal<readonly UploadItem[]>([])
  /** seq of the first row; 0 = as many of the newest as fit. */
  const from = signal(0)
  /** seq of the last row; Infinity = follows the newest. */
  const to = signal(Infinity)
  const unseen = signal(0)
  const loadingOlder = signal(false)
  let nextKey = 0

  const shown = computed(() => visible(entries.value, from.value, to.value))
  const atNewest = computed(() => to.value === Infinity)
  const other: ReadonlySignal<Receipt> = computed(
    () => receipts.value[source.me === 'visitor' ? 'agent' : 'visitor']
  )

  function take(change: { applied: readonly Entry[]; reset: boolean }) {
    const timeline = source.timeline()
    const since = look.since()
    const recent = since === 0 ? timeline.entries : timeline.entries.filter(({ at }) => at >= since)
    batch(() => {
      if (recent[0]?.seq !== entries.value[0]?.seq) loadingOlder.value = false
      entries.value = recent
      pending.value = source.pending()
      receipts.value = timeline.receipts
      loaded.value = timeline.isLoaded()
      hasOlder.value = timeline.hasOlder() && recent.length === timeline.entries.length
      if (change.reset) newest()
    })
  }

  function newest() {
    from.value = 0
    to.value = Infinity
    unseen.value = 0
  }

  function older() {
    const first = shown.value[0]
    if (!first || (first === entries.value[0] && !hasOlder.value)) return
    const index = entries.value.indexOf(first)
    if (index === 0) {
      loadingOlder.value = source.timeline().loadOlder() || loadingOlder.value
      return
    }
    const start = Math.max(0, index - STEP)
    const end = Math.min(entries.value.length, start + MOST_ROWS)
    batch(() => {
      from.value = entries.value[start]!.seq
      if (end < entries.value.length) to.value = entries.value[end - 1]!.seq
    })
  }

  function newer() {
    const last = shown.value.at(-1)
    if (!last || atNewest.value) return
    const end = Math.min(entries.value.length, entries.value.indexOf(last) + 1 + STEP)
    const start = Math.max(0, end - MOST_ROWS)
    batch(() => {
      from.value = entries.value[start]!.seq
      to.value = end === entries.value.length ? Infinity : entries.value[end - 1]!.seq
    })
  }

  function upload(file: File) {
    const key = nextKey++
    const change = (part: Partial<UploadItem>) => {
      uploads.value = uploads.value.map(item => (item.key === key ? { ...item, ...part } : item))
    }
    const remove = () => {
      uploads.value = uploads.value.filter(item => item.key !== key)
    }
    const item: UploadItem = { key, name: file.name, progress: 0, problem: undefined, cancel: remove }
    uploads.value = [...uploads.value, item]
    if (file.size > LIMITS.fileBytes) return change({ problem: 'too-large' })
    const { done, cancel } = source.upload(file, progress => change({ progress }))
    change({
      cancel() {
        cancel()
        remove()
      }
    })
    done.then(
      ({ id, width }) => {
        // Cancelled in the moment of its arrival
        if (!uploads.value.some(item => item.key === key)) return
        remove()
        source.send({ kind: width === null ? 'file' : 'image', fileId: id })
      },
      (error: unknown) =>
        change({ problem: error instanceof UploadError ? error.code : 'internal', cancel: remove })
    )
  }

  function post(content: Draft, clientId?: string) {
    newest()
    source.send(content, clientId)
  }

  const off = source.onChange(change => {
    take(change)
    const theirs = change.applied.filter(entry => isMessage(entry) && entry.by.role !== source.me).length
    unseen.value += theirs
  })
  take({ applied: [], reset: false })

  return {
    me: source.me,
    look,
    isOwn: ({ role, id }: Sender) => role === source.me && (source.myId ?? id) === id,
    entries,
    shown,
    pending,
    loaded,
    hasOlder,
    loadingOlder,
    uploads,
    unseen,
    atNewest,
    older,
    newer,
    newest,
    upload,
    post,
    send: (text: string) => post({ kind: 'text', text }),
    retry: source.retry,
    discard: source.discard,
    typing: source.typing,
    seen() {
      unseen.value = 0
      source.read()
    },
    mark(entry: Entry): Mark {
      if (entry.seq <= other.value.read) return 'read'
      return entry.seq <= other.value.delivered ? 'delivered' : 'sent'
    },
    destroy: off
  }
}

const none: Receipt = { delivered: 0, read: 0 }

function visible(entries: readonly Entry[], from: number, to: number): readonly Entry[] {
  if (to === Infinity) {
    const start = from === 0 ? -1 : entries.findIndex(entry => entry.seq >= from)
    return entries.slice(
      start < 0 ? Math.max(0, entries.length - STEP * 2) : Math.max(start, entries.length - MOST_ROWS)
    )
  }
  return entries.filter(entry => entry.seq >= from && entry.seq <= to)
}
