import type { Entry } from '#protocol/entry'
import type { ServerFrame } from '#protocol/server-frame'
import { encode } from '#protocol/codec'
import type { Bus } from './bus/bus.ts'

/** A live session as the hub sees it. */
export type Member = {
  id: string
  role: 'visitor' | 'agent'
  /** uid of a visitor, id of an agent. */
  who: string
  companyId: string
  deliver(text: string): void
  close(reason: 'signed-out'): void
  /** The rules of a visitor's channel have changed: ends the session if they keep it out now. */
  recheck(): void
}

/** The sender's session gets an `ack` where the others get an `entry`. */
export type Origin = { member: Member; clientId: string }

export type Hub = {
  /** Returns the leave. */
  join(member: Member): () => void
  follow(member: Member, uid: string): void
  unfollow(member: Member, uid: string): void
  stored(uid: string, entries: Entry[], origin?: Origin): void
  /** `only` keeps it from members of the other role. */
  toFollowers(uid: string, frame: ServerFrame, options?: { except?: Member; only?: Member['role'] }): void
  toAgents(companyId: string, frame: ServerFrame): void
  toVisitors(companyId: string, frame: ServerFrame): void
  agentsOf(companyId: string): Iterable<Member>
  isOnline(uid: string): boolean
  hasAgents(companyId: string): boolean
  /** Ends every session of an agent, in all processes. */
  endSessionsOf(agentId: string): void
  /** Has every visitor's session of a company looked at again, in all processes. */
  recheckVisitors(companyId: string): void
  memberCount(): number
  close(): void
}

export type HubOptions = {
  bus: Bus
  /** Called when a visitor's first session comes or last one goes. */
  onPresence(companyId: string, uid: string, online: boolean): void
  /** Called when an agent's session comes or goes; `first` and `last` when the company had none before or has none now. */
  onAgents(companyId: string, change: 'first' | 'last' | undefined): void
  /** As it is told to everybody, or to each role. */
  readings(entry: Entry): { entry: Entry; only?: Member['role'] }[]
}

type Topic = { members: Set<Member>; leave(): void }

/** Who is connected to this process, and what they follow. */
export function createHub({ bus, onPresence, onAgents, readings }: HubOptions): Hub {
  const members = new Set<Member>()
  const timelines = new Map<string, Topic>()
  const agents = new Map<string, Topic>()
  const visitors = new Map<string, number>()
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

  function count(member: Member, by: 1 | -1) {
    const left = (visitors.get(member.who) ?? 0) + by
    if (left > 0) visitors.set(member.who, left)
    else visitors.delete(member.who)
    if (left === (by > 0 ? 1 : 0)) onPresence(member.companyId, member.who, by > 0)
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
    { except, only }: { except?: Member; only?: Member['role'] } = {}
  ) {
    for (const member of topic?.members ?? [])
      if (member !== except && (!only || member.role === only)) member.deliver(text)
    bus.publish(name, `${only ?? ''} ${text}`)
  }

  return {
    join(member) {
      members.add(member)
      if (member.role === 'visitor') count(member, 1)
      else {
        const isFirst = !agents.has(member.companyId)
        subscribe(agents, member.companyId, `agents ${member.companyId}`, member)
        onAgents(member.companyId, isFirst ? 'first' : undefined)
      }
      return () => {
        if (!members.delete(member)) return
        for (const [uid, topic] of member.role === 'agent'
          ? timelines
          : [[member.who, timelines.get(member.who)] as const]) {
          if (topic) unsubscribe(timelines, uid, member)
        }
        if (member.role === 'visitor') return count(member, -1)
        unsubscribe(agents, member.companyId, member)
        onAgents(member.companyId, agents.has(member.companyId) ? undefined : 'last')
      }
    },
    follow: (member, uid) => subscribe(timelines, uid, `timeline ${uid}`, member),
    unfollow: (member, uid) => unsubscribe(timelines, uid, member),

    stored(uid, entries, origin) {
      const topic = timelines.get(uid)
      let originServed = false
      for (const { entry, only } of entries.flatMap(readings)) {
        const text = encode({ type: 'entry', uid, entry })
        for (const member of topic?.members ?? []) {
          if (only && member.role !== only) continue
          if (member === origin?.member && entry.clientId === origin.clientId) {
            member.deliver(encode({ type: 'ack', uid, clientId: origin.clientId, entry }))
            originServed = true
          } else member.deliver(text)
        }
        // A sender that does not follow the timeline is told nevertheless
        if (origin && !originServed && entry.clientId === origin.clientId) {
          origin.member.deliver(encode({ type: 'ack', uid, clientId: origin.clientId, entry }))
        }
        bus.publish(`timeline ${uid}`, `${only ?? ''} ${text}`)
      }
    },
    toFollowers: (uid, frame, options) =>
      spread(timelines.get(uid), `timeline ${uid}`, encode(frame), options),
    toAgents: (companyId, frame) => spread(agents.get(companyId), `agents ${companyId}`, encode(frame)),
    toVisitors(companyId, frame) {
      const text = encode(frame)
      for (const member of members)
        if (member.role === 'visitor' && member.companyId === companyId) member.deliver(text)
    },
    agentsOf: companyId => agents.get(companyId)?.members ?? [],
    isOnline: uid => visitors.has(uid),
    hasAgents: companyId => agents.has(companyId),
    endSessionsOf(agentId) {
      endLocally(agentId)
      bus.publish('revoked', agentId)
    },
    recheckVisitors(companyId) {
      recheckLocally(companyId)
      bus.publish('rules', companyId)
    },
    memberCount: () => members.size,
    close: () => stops.forEach(stop => stop())
  }
}

/** What another process has published: who may hear it, then the frame. */
function hear(members: Set<Member>, message: string) {
  const cut = message.indexOf(' ')
  const [only, text] = [message.slice(0, cut), message.slice(cut + 1)]
  for (const member of members) if (only === '' || member.role === only) member.deliver(text)
}
