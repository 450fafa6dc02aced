import { createId } from '#protocol/ids'
import type { Bus } from './bus/bus.ts'
import type { Clock } from './clock.ts'

// Who is connected to which process is told over the bus and kept by all, in memory: it decides what people see of each other, never
// what is stored. Whom the desk gives conversations is decided by the database (AS3).

/** `watcher`: an agent who has a workbench on the screen. */
export type Presence = { role: 'visitor' | 'agent' | 'watcher'; companyId: string; who: string }

/** Who is connected, to whichever process. */
export type Roster = {
  /** What the others call this process. */
  processId: string
  /** Whether another process of this name was heard of lately. */
  knows(processId: string): boolean
  /** A session of this process has begun; returns its end. */
  come(presence: Presence): () => void
  isOnline(uid: string): boolean
  agentIdsOf(companyId: string): ReadonlySet<string>
  /** Whether the agent has a workbench on the screen, anywhere. */
  isWatching(agentId: string): boolean
  /** Says now and then that this process lives, and forgets those that do not. */
  start(): void
  close(): void
}

export type RosterOptions = {
  bus: Bus
  clock: Clock
  /** Somebody's first session of all processes has begun, or the last one has ended. */
  onChange(presence: Presence, isHere: boolean): void
  /** A process has gone, or is not heard of any more. */
  onLost(processId: string): void
  processId: string
}

const BEAT_MS = 4_000
/** A process that is not heard of for so long is gone. While nothing can be heard at all, nobody goes. */
const LOST_AFTER_MS = 15_000
const SAY_ALL_AFTER_MS = 100

/** `all`: nobody else is there. */
type Word = { from: string; come?: string[]; go?: string[]; all?: boolean; bye?: boolean; ask?: boolean }
type Peer = { keys: Set<string>; until: number }

export const createProcessId = (clock: Clock) => createId(clock.now())

const keyOf = ({ role, companyId, who }: Presence) => `${role} ${companyId} ${who}`

function presenceOf(key: string): Presence {
  const [role, companyId, who] = key.split(' ') as [Presence['role'], string, string]
  return { role, companyId, who }
}

export function createRoster({ bus, clock, onChange, onLost, processId }: RosterOptions): Roster {
  const sessions = new Map<string, number>()
  const peers = new Map<string, Peer>()
  /** In how many processes each is. */
  const counts = new Map<string, number>()
  const agents = new Map<string, Set<string>>()
  const online = new Set<string>()
  const watching = new Set<string>()
  let beatTimer: unknown
  let sayTimer: unknown
  const stops = [bus.subscribe('roster', text => hear(JSON.parse(text) as Word)), bus.onGap(missed)]

  const say = (word: Omit<Word, 'from'>) =>
    bus.publish('roster', JSON.stringify({ from: processId, ...word }))

  function count(key: string, by: 1 | -1) {
    const now = (counts.get(key) ?? 0) + by
    if (now > 0) counts.set(key, now)
    else counts.delete(key)
    if (now !== (by > 0 ? 1 : 0)) return
    const presence = presenceOf(key)
    if (presence.role === 'agent') noteAgent(presence, by > 0)
    else {
      const here = presence.role === 'watcher' ? watching : online
      if (by > 0) here.add(presence.who)
      else here.delete(presence.who)
    }
    onChange(presence, by > 0)
  }

  function noteAgent({ companyId, who }: Presence, isHere: boolean) {
    const ids = agents.get(companyId) ?? new Set()
    if (isHere) agents.set(companyId, ids.add(who))
    else if (ids.delete(who) && ids.size === 0) agents.delete(companyId)
  }

  function hear({ from, come = [], go = [], all, bye, ask }: Word) {
    if (bye) return lose(from)
    const isNew = !peers.has(from)
    const peer = peers.get(from) ?? { keys: new Set<string>(), until: 0 }
    peers.set(from, peer)
    peer.until = clock.now() + LOST_AFTER_MS
    const gone = all ? [...peer.keys].filter(key => !come.includes(key)) : go
    for (const key of come) {
      if (peer.keys.has(key)) continue
      peer.keys.add(key)
      count(key, 1)
    }
    for (const key of gone) if (peer.keys.delete(key)) count(key, -1)
    if (ask || isNew) sayAllSoon()
    // Its first words were perhaps about the last change only
    if (isNew && !all) say({ ask: true })
  }

  function lose(from: string) {
    const peer = peers.get(from)
    if (!peers.delete(from)) return
    for (const key of peer!.keys) count(key, -1)
    onLost(from)
  }

  function sayAllSoon() {
    sayTimer ??= clock.setTimeout(() => {
      sayTimer = undefined
      say({ come: [...sessions.keys()], all: true })
    }, SAY_ALL_AFTER_MS)
  }

  function missed() {
    for (const peer of peers.values()) peer.until = clock.now() + LOST_AFTER_MS
    say({ come: [...sessions.keys()], all: true, ask: true })
  }

  function beat() {
    beatTimer = clock.setTimeout(beat, BEAT_MS)
    say({})
    for (const [from, peer] of peers) {
      if (!bus.isUp()) peer.until = clock.now() + LOST_AFTER_MS
      else if (peer.until < clock.now()) lose(from)
    }
  }

  return {
    processId,
    knows: from => peers.has(from),
    come(presence) {
      const key = keyOf(presence)
      const mine = (sessions.get(key) ?? 0) + 1
      sessions.set(key, mine)
      if (mine === 1) {
        say({ come: [key] })
        count(key, 1)
      }
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        const left = sessions.get(key)! - 1
        if (left > 0) return void sessions.set(key, left)
        sessions.delete(key)
        say({ go: [key] })
        count(key, -1)
      }
    },
    isOnline: uid => online.has(uid),
    agentIdsOf: companyId => agents.get(companyId) ?? NOBODY,
    isWatching: agentId => watching.has(agentId),
    start() {
      say({ come: [...sessions.keys()], all: true, ask: true })
      beat()
    },
    close() {
      clock.clearTimeout(beatTimer)
      clock.clearTimeout(sayTimer)
      for (const stop of stops) stop()
      say({ bye: true })
    }
  }
}

const NOBODY: ReadonlySet<string> = new Set()
