import {
  createVisitorSession,
  openStorage,
  pollTransport,
  startUpload,
  streamTransport,
  webSocketTransport,
  browserClock,
  type KeyValue,
  type Upload,
  type VisitorIdentity,
  type VisitorSession
} from '#client/index'
import type { ConversationSource } from './models/ConversationModel.ts'

export type ConnectedVisitor = { session: VisitorSession; storage: KeyValue; source: ConversationSource }

/** The visitor's session in a browser: its transports, storage and way to identify. */
export function connectVisitor(sysnum: string): ConnectedVisitor {
  const storage = openStorage()
  const { origin } = location
  const session = createVisitorSession({
    sysnum,
    storage,
    clock: browserClock,
    transports: [
      webSocketTransport(`${origin.replace(/^http/, 'ws')}/socket`),
      streamTransport(`${origin}/api/live`),
      pollTransport(`${origin}/api/live`)
    ],
    identify: secret => identify(sysnum, secret),
    locks: navigator.locks,
    openChannel: typeof BroadcastChannel === 'undefined' ? undefined : name => new BroadcastChannel(name)
  })
  wakeWithThePage(session.wake)
  addEventListener('storage', session.outboxChanged)
  return { session, storage, source: sourceOf(session) }
}

async function identify(
  sysnum: string,
  secret: string | null
): Promise<VisitorIdentity & { secret?: string }> {
  const response = await fetch('/api/visitor/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sysnum, ...(secret ? { secret } : {}) })
  })
  if (!response.ok) throw new Error(`status ${response.status}`)
  return (await response.json()) as VisitorIdentity & { secret?: string }
}

export function wakeWithThePage(wake: () => void) {
  addEventListener('online', wake)
  addEventListener('pageshow', wake)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake())
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
