import {
  createVisitorSession,
  openStorage,
  pollTransport,
  secretKeyOf,
  startUpload,
  streamTransport,
  webSocketTransport,
  browserClock,
  type KeyValue,
  type Upload,
  type VisitorIdentity,
  type VisitorSession
} from '#client/index'
import { createId } from '#protocol/ids'
import type { ErrorCode } from '#protocol/errors'
import { Refusal } from '#protocol/refusal'
import type { Report } from '#protocol/host'
import type { ConversationSource } from './models/ConversationModel.ts'
import type { PageFacts } from './page-facts.ts'
import type { Who } from './who.ts'

export type ConnectedVisitor = {
  session: VisitorSession
  storage: KeyValue
  source: ConversationSource
  draftKey: string
  /** Makes another page of this browser, whose storage is apart, the same visitor's: once, within a minute. */
  ticket(): Promise<string>
  /** For the doctor on the page. */
  report(): Promise<Report>
  /** Ends the session; another visitor may be connected then. */
  disconnect(): void
}

/** A name that changes when somebody has signed out: the next visitor shares nothing with the one before, in no tab. Until the server knows, a ! at its end. */
const eraKey = (sysnum: string) => `ozc:${sysnum}:era`

/** What this browser has kept of the company's visitors goes, unsent messages too, and the next one is new to the server. */
export function forgetVisitors(sysnum: string) {
  const storage = openStorage()
  for (const key of storage.keys()) if (key.startsWith(`ozc:${sysnum}`)) storage.remove(key)
  storage.set(eraKey(sysnum), `${createId()}!`)
}

/** The visitor's session in a browser: its transports, storage and way to identify. */
/** `ticket` comes from a page of the same visitor. */
export function connectVisitor({ sysnum, channel }: PageFacts, who: Who, ticket?: string): ConnectedVisitor {
  const storage = openStorage()
  const [era, isNew] = (storage.get(eraKey(sysnum)) ?? '').split(/(?=!)/)
  const ended = new AbortController()
  const { origin } = location
  const session = createVisitorSession({
    sysnum,
    era,
    partnerid: who.partnerid,
    storage,
    clock: browserClock,
    transports: [
      webSocketTransport(`${origin.replace(/^http/, 'ws')}/socket`),
      streamTransport(`${origin}/api/live`),
      pollTransport(`${origin}/api/live`)
    ],
    async identify(secret, earlier) {
      const found = await post<VisitorIdentity & { secret?: string }>('/api/visitor/session', {
        sysnum,
        top: window.top === window,
        ...(channel === undefined ? {} : { channel }),
        ...who,
        ...(isNew ? { fresh: true } : {}),
        ...(secret ? { secret } : {}),
        ...(earlier ? { token: earlier } : {}),
        ...(ticket ? { ticket } : {})
      })
      if (isNew) storage.set(eraKey(sysnum), era!)
      return found
    },
    locks: navigator.locks,
    openChannel: typeof BroadcastChannel === 'undefined' ? undefined : name => new BroadcastChannel(name)
  })
  wakeWithThePage(session.wake, ended)
  addEventListener(
    'storage',
    ({ key }) => (key === `ozc:${sysnum}:visit` ? session.visitChanged() : session.outboxChanged()),
    ended
  )
  return {
    session,
    storage,
    source: sourceOf(session),
    draftKey: `ozc:${session.scope}:draft`,
    async ticket() {
      const { token } = await session.identified()
      const secret = storage.get(secretKeyOf(sysnum)) ?? undefined
      return (await post<{ ticket: string }>('/api/visitor/ticket', { secret }, token)).ticket
    },
    async report() {
      const asked = session
        .identified()
        .then(({ token }) => post<Report['seen']>('/api/visitor/seen', {}, token))
      const seen = await asked.catch(() => undefined)
      return { ...session.status(), waiting: session.pending().length, seen }
    },
    disconnect() {
      ended.abort()
      session.destroy()
    }
  }
}

async function post<T>(path: string, body: Record<string, unknown>, token?: string): Promise<T> {
  const response = await fetch(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {})
    },
    body: JSON.stringify(body)
  })
  if (!response.ok) throw await toError(response)
  return (await response.json()) as T
}

async function toError(response: Response): Promise<Error> {
  const { code } = (await response.json().catch(() => ({}))) as { code?: string }
  return new Refusal((code ?? 'internal') as ErrorCode)
}

export function wakeWithThePage(wake: () => void, { signal }: { signal?: AbortSignal } = {}) {
  const options = signal ? { signal } : {}
  addEventListener('online', wake, options)
  addEventListener('pageshow', wake, options)
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'visible' && wake(),
    options
  )
}

function sourceOf(session: VisitorSession): ConversationSource {
  return {
    me: 'visitor',
    timeline: () => session.timeline,
    pending: session.pending,
    onChange: listener => session.on('timeline', listener),
    send: session.send,
    retry: session.retry,
    discard: session.discard,
    read: session.read,
    typing: session.typing,
    upload: (file, onProgress) => uploadAs(session, file, onProgress)
  }
}

/** The token may have to be fetched first; a cancel before that is remembered. */
function uploadAs(session: VisitorSession, file: File, onProgress: (progress: number) => void): Upload {
  let started: Upload | undefined
  let cancelled = false
  const done = session.identified().then(({ uid, token }) => {
    started = startUpload(
      file,
      { url: `/api/upload?uid=${uid}&name=${encodeURIComponent(file.name)}`, token },
      onProgress
    )
    if (cancelled) started.cancel()
    return started.done
  })
  return {
    done,
    cancel() {
      cancelled = true
      started?.cancel()
    }
  }
}
