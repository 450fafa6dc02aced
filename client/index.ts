export {
  createVisitorSession,
  type VisitorSession,
  type VisitorEvents,
  type VisitorIdentity
} from './visitor-session.ts'
export { createAgentSession, type AgentSession, type AgentEvents } from './agent-session.ts'
export { webSocketTransport, streamTransport, pollTransport, type Transport } from './transport.ts'
export { startUpload, UploadError, type Upload, type Uploaded } from './upload.ts'
export { secretKeyOf } from './identity.ts'
export { openStorage, createMemory, type KeyValue } from './storage.ts'
export { browserClock, type Clock } from './clock.ts'
export type { Visitor } from './visitors.ts'
export { lastWhere } from './last-where.ts'
export type { Status } from './connection.ts'
export type { Timeline } from './timeline.ts'
export type { Pending } from './outbox.ts'
export type { InboxChange } from './inbox.ts'
