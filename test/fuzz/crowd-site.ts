import { PROTOCOL_VERSION } from '#protocol/version'
import type { Entry } from '#protocol/entry'
import { createId } from '#protocol/ids'
import { createAgentSession, type AgentAccount } from '#server/store/agents'
import type { Member } from '#server/hub'
import { openRawPeer, type RawPeer } from '#test/kit/raw-peer'
import type { World } from '#test/kit/world'

export type CrowdAgent = AgentAccount
export type Assigned = { id: string; cid: string; agent: Pick<CrowdAgent, 'id' | 'name'> }

/** A process of the server, as people of one company meet it. */
export type Site = {
  /** Resolves with the way to go when the agent is there. */
  agentComes(agent: CrowdAgent): Promise<() => void>
  /** Resolves when the page is open and hears what is said. */
  visitorComes(uid: string, heard: (assigned: Assigned) => void): Promise<void>
  asks(uid: string): void
  ends(uid: string, assigned: Assigned): void
  close(): void
}

const HELLO = { kind: 'text', text: 'hello' } as const

function tellAssigned({ id, cid, content }: Entry, heard: (assigned: Assigned) => void) {
  if (content.kind === 'assigned') heard({ id, cid, agent: content.agent })
}

/** Without sockets: a server in this process. */
export function siteOf({ services }: World, companyId: string): Site {
  const member = (role: Member['role'], who: string, deliver: Member['deliver']): Member => ({
    id: createId(Date.now()),
    role,
    who,
    companyId,
    deliver,
    close: () => {},
    recheck: () => {}
  })
  return {
    agentComes: async ({ id }) => services.hub.join(member('agent', id, () => {})),
    async visitorComes(uid, heard) {
      const one = member('visitor', uid, text => {
        if (text.includes('"assigned"')) tellAssigned((JSON.parse(text) as { entry: Entry }).entry, heard)
      })
      services.hub.join(one)
      services.hub.follow(one, uid)
    },
    asks(uid) {
      const intent = {
        kind: 'send',
        by: { role: 'visitor', id: uid },
        clientId: 'one',
        content: HELLO
      } as const
      void services.writer.submit({ companyId, uid, intent })
    },
    ends(uid, { cid, agent }) {
      const intent = { kind: 'end', by: { role: 'agent', ...agent, lead: true }, cid } as const
      void services.writer.submit({ companyId, uid, intent })
    },
    close() {}
  }
}

/** A server of its own, by real sockets. `world` is on the same database and knows its key. */
export function siteAt(url: string, { services, database }: World, companyId: string): Site {
  const peers = new Map<string, RawPeer>()
  const open: RawPeer[] = []

  return {
    async agentComes(agent) {
      const secret = await createAgentSession(database, agent, 'crowd', Date.now())
      const peer = await openRawPeer(`${url}/workbench/socket`, { cookie: `ozc_agent=${secret}` })
      open.push(peer)
      // Without the inbox, which nobody reads who comes and goes like this
      peer.say({ type: 'hello', protocol: PROTOCOL_VERSION, token: '' })
      await peer.next('welcome')
      return peer.close
    },
    async visitorComes(uid, heard) {
      const peer = await openRawPeer(`${url}/socket`)
      peer.socket.on('message', data => {
        const text = String(data)
        if (text.includes('"assigned"')) tellAssigned((JSON.parse(text) as { entry: Entry }).entry, heard)
      })
      const token = services.tokens.forVisitor({ uid, companyId }, Date.now())
      peer.say({ type: 'hello', protocol: PROTOCOL_VERSION, token, follow: [{ uid, at: null }] })
      await peer.next('entries')
      peers.set(uid, peer)
      open.push(peer)
    },
    asks: uid => peers.get(uid)!.say({ type: 'send', uid, clientId: 'one', content: HELLO }),
    ends: (uid, { cid }) => peers.get(uid)!.say({ type: 'end', uid, cid }),
    close: () => open.forEach(peer => peer.close())
  }
}
