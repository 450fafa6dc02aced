import type { Channel, Core } from '../live.ts'
import type { Warn } from '../warn.ts'

/** What the core tells by position, by name. */
export type Knowledge = {
  sysnum: string
  origin: string
  /** What the page has configured; the core goes on writing to it. */
  config: Record<string, unknown>
  channel(): Channel
  /** Whether a name is most likely one of the keys that the core does not read itself. */
  isKnown(name: string): boolean
  /** For the page's developer. */
  warn: Warn
}

export function knowledgeOf(core: Core, warn: Warn): Knowledge {
  const [sysnum, origin, config, channel, , , , isKnown] = core
  return { sysnum, origin, config, channel, warn, isKnown }
}

/** The channel that the server is asked for; pinned scripts know none, and the page may name one. */
export function channelOf({ channel, config }: Knowledge): string {
  return String(channel()[0] || (config['channelid'] ?? ''))
}
