import type { ServerFrame } from './server-frame.ts'

/**
 * What our own server has sent: its schema is held on the server's side and by the golden frames, so that pages need not carry
 * the checker. Undefined for what is no frame at all; frames of a newer server pass, and whoever does not know them ignores them.
 */
export function readServerFrame(text: string): ServerFrame | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isFrame = typeof value === 'object' && value !== null && 'type' in value
    return isFrame ? (value as ServerFrame) : undefined
  } catch {
    return undefined
  }
}
