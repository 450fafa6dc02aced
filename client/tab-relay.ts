import { LIMITS } from '#protocol/limits'
import type { ClientFrame, Position } from '#protocol/client-frame'
import type { ErrorCode } from '#protocol/errors'
import type { ServerFrame, ServerFrameOf } from '#protocol/server-frame'
import type { Status } from './connection.ts'
import type { VisitorIdentity } from './identity.ts'
import { createTabs, type TabsOptions } from './tabs.ts'
import type { Timeline } from './timeline.ts'

// TB4 The leader tells the other tabs every frame that it receives, and each change of its connection.
// TB5 A tab that is new, or has a gap, asks the leader and gets what the leader holds, as the server would answer.
// TB6 A new leader makes the others ask again: what they had asked of the old one may have gone with it.

type TabMessage =
  | { kind: 'frame'; frame: ServerFrame }
  | { kind: 'status'; status: Status; refusal: ErrorCode | undefined }
  | { kind: 'send'; frame: ClientFrame }
  | { kind: 'outbox' }
  | { kind: 'leading' }
  | { kind: 'ask'; at: Position; tab: string }
  | { kind: 'state'; tab: string; state: TabState }

export type TabState = {
  identity: VisitorIdentity | undefined
  status: Status
  frame: ServerFrameOf<'entries'> | undefined
}

export type TabRelay = {
  isLeader(): boolean
  tellFrame(frame: ServerFrame): void
  tellStatus(status: Status, refusal: ErrorCode | undefined): void
  tellOutbox(): void
  /** Sends a frame by whoever leads. */
  forward(frame: ClientFrame): void
  /** Asks the leader for what comes after a position. */
  ask(at: Position): void
  destroy(): void
}

export type TabRelayOptions = Pick<TabsOptions<unknown>, 'name' | 'locks' | 'openChannel'> & {
  id: string
  timeline: Timeline
  send(frame: ClientFrame): void
  onLead(leads: boolean): void
  /** From the leader; never called in the leading tab. */
  onFrame(frame: ServerFrame): void
  onStatus(status: Status, refusal: ErrorCode | undefined): void
  onState(state: TabState): void
  onOutbox(): void
  state(at: Position): TabState
}

export function createTabRelay(options: TabRelayOptions): TabRelay {
  const { id, timeline } = options
  const tabs = createTabs<TabMessage>({
    name: options.name,
    locks: options.locks,
    openChannel: options.openChannel,
    onLead(leads) {
      options.onLead(leads)
      if (leads) tabs.post({ kind: 'leading' })
    },
    onMessage: message => (tabs.isLeader() ? lead(message) : follow(message))
  })

  function lead(message: TabMessage) {
    if (message.kind === 'send') options.send(message.frame)
    else if (message.kind === 'outbox') options.onOutbox()
    else if (message.kind === 'ask')
      tabs.post({ kind: 'state', tab: message.tab, state: options.state(message.at) })
  }

  function follow(message: TabMessage) {
    if (message.kind === 'frame') options.onFrame(message.frame)
    else if (message.kind === 'status') options.onStatus(message.status, message.refusal)
    else if (message.kind === 'outbox') options.onOutbox()
    else if (message.kind === 'state' && message.tab === id) options.onState(message.state)
    else if (message.kind === 'leading') {
      timeline.disconnected()
      ask(timeline.position())
    }
  }

  const ask = (at: Position) => tabs.post({ kind: 'ask', at, tab: id })
  ask(null)

  return {
    isLeader: tabs.isLeader,
    tellFrame: frame => tabs.post({ kind: 'frame', frame }),
    tellStatus: (status, refusal) => tabs.post({ kind: 'status', status, refusal }),
    tellOutbox: () => tabs.post({ kind: 'outbox' }),
    forward(frame) {
      if (tabs.isLeader()) options.send(frame)
      else tabs.post({ kind: 'send', frame })
    },
    ask,
    destroy: tabs.destroy
  }
}

/** What the server would answer to `follow`, from what this tab holds. */
export function recap(timeline: Timeline, at: Position): ServerFrameOf<'entries'> | undefined {
  if (!timeline.isLoaded()) return undefined
  const { entries, receipts, uid } = timeline
  const known = at ? entries.findIndex(entry => entry.seq === at.cursor && entry.id === at.lastId) : -1
  const reset = known < 0
  const rest = reset ? entries.slice(-LIMITS.pageSize) : entries.slice(known + 1)
  return {
    type: 'entries',
    uid,
    entries: [...rest],
    headSeq: entries.at(-1)?.seq ?? 0,
    floorSeq: timeline.floorSeq(),
    reset,
    receipts
  }
}
