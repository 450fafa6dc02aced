import type { Entry } from '#protocol/entry'
import type { Pending, Upload, Uploaded } from '#client/index'
import { en } from '#texts/en'
import { speak } from '#ui/i18n/t.ts'
import { createConversationModel, type ConversationSource } from '#ui/models/ConversationModel.ts'

if (typeof document !== 'undefined') speak('en', en)

export type Said = { kind: string; value: unknown }

/** An upload that the test moves on by hand. */
export type HeldUpload = {
  file: File
  progress(at: number): void
  finish(uploaded: Partial<Uploaded>): void
  fail(error: Error): void
  isCancelled: boolean
}

/** A conversation whose other end is the test: what the screen asks for is in `asked`, what it shows is set with `show`. */
export function createConversation(me: 'visitor' | 'agent' = 'visitor') {
  const asked: Said[] = []
  const uploads: HeldUpload[] = []
  const listeners = new Set<Parameters<ConversationSource['onChange']>[0]>()
  let entries: Entry[] = []
  let pending: Pending[] = []
  let receipts = { visitor: { delivered: 0, read: 0 }, agent: { delivered: 0, read: 0 } }
  const ask = (kind: string) => (value: unknown) => void asked.push({ kind, value })

  const source: ConversationSource = {
    me,
    myId: me,
    timeline: () =>
      ({
        entries,
        receipts,
        isLoaded: () => true,
        hasOlder: () => false,
        loadOlder: () => false
      }) as unknown as ReturnType<ConversationSource['timeline']>,
    pending: () => pending,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    send(content, clientId) {
      asked.push({ kind: 'send', value: content })
      if (clientId) asked.push({ kind: 'named', value: clientId })
    },
    retry: ask('retry'),
    discard: ask('discard'),
    read: () => {},
    typing: (on, text) => void asked.push({ kind: 'typing', value: text ?? on }),
    upload: (file, onProgress) => hold(file, onProgress)
  }

  function hold(file: File, onProgress: (at: number) => void): Upload {
    let settle!: { resolve(uploaded: Uploaded): void; reject(error: Error): void }
    const done = new Promise<Uploaded>((resolve, reject) => (settle = { resolve, reject }))
    const held: HeldUpload = {
      file,
      progress: onProgress,
      finish: uploaded => settle.resolve({ id: 'f', width: null, ...uploaded } as Uploaded),
      fail: error => settle.reject(error),
      isCancelled: false
    }
    uploads.push(held)
    return { done, cancel: () => (held.isCancelled = true) }
  }

  return {
    model: createConversationModel(source),
    asked,
    uploads,
    said: (kind: string) => asked.filter(one => one.kind === kind).map(one => one.value),
    show(next: { entries?: Entry[]; pending?: Pending[]; receipts?: typeof receipts }) {
      const applied = (next.entries ?? entries).slice(entries.length)
      entries = next.entries ?? entries
      pending = next.pending ?? pending
      receipts = next.receipts ?? receipts
      for (const listener of listeners) listener({ applied, reset: false })
    }
  }
}

export const entry = (seq: number, part: Partial<Entry> & { text?: string } = {}): Entry => {
  const { text = `message ${seq}`, ...rest } = part
  return {
    seq,
    id: `e${seq}`,
    at: seq * 1_000,
    cid: 'c',
    by: { role: 'visitor', id: 'visitor' },
    content: { kind: 'text', text },
    ...rest
  }
}
