import type { Entry } from '#protocol/entry'
import type { ServerFrame } from '#protocol/server-frame'
import { encode } from '#protocol/codec'
import type { Bus } from './bus/bus.ts'
import type { Roster } from './roster.ts'

/** A live session as the hub sees it. */
export type Member = {
  id: string
  role: 'visitor' | 'agent'
  /** uid of a visitor, id of an agent. */
  who: string
  companyId: string
  deliver(text: string): void
  close(reason: 'signed-out'): void
  /** Whether it may be here may have changed: ends the session if not. */
  recheck(): void
}

/** The sender's session gets an `ack` where the others get an `entry`. */
export type Origin = { member: Member; clientId: string }

export type Hub = {
  /** Returns the leave. */
  join(member: Member): () => void
  follow(member: Member, uid: string): void
  unfollow(member: Member, uid: string): void
  stored(of: { uid: string; companyId: string }, entries: Entry[], origin?: Origin): void
  toFollowers(uid: string, frame: ServerFrame, options?: Spread): void
  toAgents(companyId: string, frame: ServerFrame, options?: Pick<Spread, 'isHereOnly'>): void
  /** Of this process: the others tell theirs. */
  toVisitorsHere(companyId: string, frame: ServerFrame): void
  /** In this process. */
  agentsHere(companyId: string): ReadonlySet<Member>
  /** Companies with an agent in this process. */
  companiesHere(): Iterable<string>
  /** Timelines that somebody follows in this process. */
  followedHere(): Iterable<string>
  /** Whether the visitor has a session in any process. */
  isOnline(uid: string): boolean
  /** Whether an agent has one in any process. */
  hasAgents(companyId: string): boolean
  agentIdsOf(companyId: string): ReadonlySet<string>
  /** Ends every session of an agent, in all processes. */
  endSessionsOf(agentId: string): void
  /** Has every visitor's session of a company looked at again, in all processes. */
  recheckVisitors(companyId: string): void
  /** Has every session of this process looked at again. */
  recheckHere(): void
  memberCount(): number
  close(): void
}

/** `only` keeps it from members of the other role, `isHereOnly` from those of other processes. */
export type Spread = { except?: Member; only?: Member['role']; isHereOnly?: boolean }

export type HubOptions = {
  bus: Bus
  roster: Roster
  /** Called when an agent's session has come to this process or has gone. */
  onAgents(companyId: string): void
  /** As it is told to everybody of the company, or to each role. */
  readings(entry: Entry, companyId: string): { entry: Entry; only?: Member['role'] }[]
  /** Whose presence a timeline shows, where that is of another one. */
  visitorOf(uid: string): string
}

type Topic = { members: Set<Member>; leave(): void }

/** Who is connected to this process, and what they follow. */
export function createHub({ bus, roster, onAgents, readings, visitorOf }: HubOptions): Hub {
  const members = new Set<Member>()
  const timelines = new Map<string, Topic>()
  const agents = new Map<string, Topic>()
  const stops = [bus.subscribe('revoked', endLocally), bus.subscribe('rules', recheckLocally)]

  function subscribe(topics: Map<string, Topic>, key: string, topic: string, member: Member) {
    let found = topics.get(key)
    if (!found) {
      const joined = new Set<Member>()
      found = {
        members: joined,
        leave: bus.subscribe(topic, message => hear(joined, message))
      }
      topics.set(key, found)
    }
    found.members.add(member)
  }

  function unsubscribe(topics: Map<string, Topic>, key: string, member: Member) {
    const found = topics.get(key)
    if (!found?.members.delete(member) || found.members.size > 0) return
    found.leave()
    topics.delete(key)
  }

  function endLocally(agentId: string) {
    for (const member of members)
      if (member.role === 'agent' && member.who === agentId) member.close('signed-out')
  }

  function recheckLocally(companyId: string) {
    for (const member of members)
      if (member.role === 'visitor' && member.companyId === companyId) member.recheck()
  }

  function spread(
    topic: Topic | undefined,
    name: string,
    text: string,
    { except, only, isHereOnly }: Spread = {}
  ) {
    for (const member of topic?.members ?? [])
      if (member !== except && (!only || member.role === only)) member.deliver(text)
    if (!isHereOnly) bus.publish(name, `${only ?? ''} ${text}`)
  }

  return {
    join(member) {
      members.add(member)
      if (member.role === 'agent') subscribe(agents, member.companyId, `agents ${member.companyId}`, member)
      const goes = roster.come(member)
      if (member.role === 'agent') onAgents(member.companyId)
      return () => {
        if (!members.delete(member)) return
        for (const [uid, topic] of member.role === 'agent'
          ? timelines
          : [[member.who, timelines.get(member.who)] as const]) {
          if (topic) unsubscribe(timelines, uid, member)
        }
        if (member.role === 'agent') unsubscribe(agents, member.companyId, member)
        goes()
        if (member.role === 'agent') onAgents(member.companyId)
      }
    },
    follow(member, uid) {
      // It may have ended while its frame was being carried out: nobody would take it away again
      if (members.has(member)) subscribe(timelines, uid, `timeline ${uid}`, member)
    },
    unfollow: (member, uid) => unsubscribe(timelines, uid, member),

    stored({ uid, companyId }, entries, origin) {
      const topic = timelines.get(uid)
      let originServed = false
      for (const { entry, only } of entries.flatMap(entry => readings(entry, companyId))) {
        const text = encode({ type: 'entry', uid, entry })
        for (const member of topic?.members ?? []) {
          if (only && member.role !== only) continue
          if (member === origin?.member && entry.clientId === origin.clientId) {
            member.deliver(encode({ type: 'ack', uid, clientId: origin.clientId, entry }))
            originServed = true
          } else member.deliver(text)
        }
        // A sender that does not follow the timeline is told nevertheless
        if (
          origin &&
          !originServed &&
          entry.clientId === origin.clientId &&
          (!only || origin.member.role === only)
        ) {
          origin.member.deliver(encode({ type: 'ack', uid, clientId: origin.clientId, entry }))
        }
        bus.publish(`timeline ${uid}`, `${only ?? ''} ${text}`)
      }
    },
    toFollowers: (uid, frame, options) =>
      spread(timelines.get(uid), `timeline ${uid}`, encode(frame), options),
    toAgents: (companyId, frame, options) =>
      spread(agents.get(companyId), `agents ${companyId}`, encode(frame), options),
    toVisitorsHere(companyId, frame) {
      const text = encode(frame)
      for (const member of members)
        if (member.role === 'visitor' && member.companyId === companyId) member.deliver(text)
    },
    agentsHere: companyId => agents.get(companyId)?.members ?? NOBODY,
    companiesHere: () => agents.keys(),
    followedHere: () => timelines.keys(),
    isOnline: uid => roster.isOnline(visitorOf(uid)),
    hasAgents: companyId => roster.agentIdsOf(companyId).size > 0,
    agentIdsOf: roster.agentIdsOf,
    endSessionsOf(agentId) {
      endLocally(agentId)
      bus.publish('revoked', agentId)
    },
    recheckVisitors(companyId) {
      recheckLocally(companyId)
      bus.publish('rules', companyId)
    },
    recheckHere: () => members.forEach(member => member.recheck()),
    memberCount: () => members.size,
    close: () => stops.forEach(stop => stop())
  }
}

const NOBODY: ReadonlySet<Member> = new Set()

/** What another process has published: who may hear it, then the frame. */
function hear(members: Set<Member>, message: string) {
  const cut = message.indexOf(' ')
  const [only, text] = [message.slice(0, cut), message.slice(cut + 1)]
  for (const member of members) if (only === '' || member.role === only) member.deliver(text)
}
