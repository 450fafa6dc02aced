import {
  browserClock,
  createAgentSession,
  pollTransport,
  startUpload,
  streamTransport,
  webSocketTransport,
  type AgentSession,
  type KeyValue
} from '#client/index'
import type { ConversationSource } from '#ui/models/ConversationModel.ts'

const AS_AGENT = '?as=agent'

/** An agent's session in a browser; the cookie says who it is. */
export function connectAgent(agentId: string, storage: KeyValue): AgentSession {
  const { origin } = location
  return createAgentSession({
    agentId,
    storage,
    clock: browserClock,
    transports: [
      webSocketTransport(`${origin.replace(/^http/, 'ws')}/workbench/socket`),
      streamTransport(`${origin}/api/live`, AS_AGENT),
      pollTransport(`${origin}/api/live`, AS_AGENT)
    ]
  })
}

/** One visitor's timeline as the screen needs it. `mayRead`: whether looking at it counts as reading. */
export function sourceOf(
  session: AgentSession,
  { uid, myId, mayRead }: { uid: string; myId: string; mayRead: () => boolean }
): ConversationSource {
  return {
    me: 'agent',
    myId,
    timeline: () => session.open(uid),
    pending: () => session.pending(uid),
    onChange: listener => session.on('timeline', change => change.uid === uid && listener(change)),
    send: content => void session.send(uid, content),
    retry: session.retry,
    discard: session.discard,
    read: () => mayRead() && session.read(uid),
    typing: on => void session.typing(uid, on),
    upload: (file, onProgress) => startUpload(file, { url: uploadUrl(uid, file.name), token: '' }, onProgress)
  }
}

const uploadUrl = (uid: string, name: string) =>
  `/api/upload?uid=${encodeURIComponent(uid)}&name=${encodeURIComponent(name)}`

/** Calls back when the network or the page is back; returns the unsubscribe. */
export function onWake(wake: () => void): () => void {
  const seen = () => document.visibilityState === 'visible' && wake()
  addEventListener('online', wake)
  addEventListener('pageshow', wake)
  document.addEventListener('visibilitychange', seen)
  return () => {
    removeEventListener('online', wake)
    removeEventListener('pageshow', wake)
    document.removeEventListener('visibilitychange', seen)
  }
}
