import type { LiveSession } from '../session.ts'

export function ping(session: LiveSession) {
  session.send({ type: 'pong' })
}
