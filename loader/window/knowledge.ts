import type { Channel, Core } from '../live.ts'
import type { Warn } from '../warn.ts'

/** What the core tells by position, by name. */
export type Knowledge = {
  sysnum: string
  origin: string
  /** What the page has configured; the core goes on writing to it. */
  config: Record<string, unknown>
  channel(): Channel
  /** For the page's developer. */
  warn: Warn
}

export function knowledgeOf([sysnum, origin, config, channel]: Core, warn: Warn): Knowledge {
  return { sysnum, origin, config, channel, warn }
}

/** The channel that the server is asked for; pinned scripts know none, and the page may name one. */
export function channelOf({ channel, config }: Knowledge): string {
  return String(channel()[0] || (config['channelid'] ?? ''))
}
