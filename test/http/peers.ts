import type { Draft } from '#protocol/entry'
import type { ServerFrame } from '#protocol/server-frame'
import { createSession } from '#server/socket/session'
import type { AgentAccount } from '#server/store/agents'
import { createTimeline } from '#server/store/timelines'
import type { Site } from './requests.ts'

export type Peer = ReturnType<ReturnType<typeof createPeers>['connect']>

let count = 0
export const text = (words: string): Draft => ({ kind: 'text', text: words })
export const send = (uid: string, content: Draft, clientId = `c${count++}`) => ({
  type: 'send',
  uid,
  clientId,
  content,
  first: true
})

export function entryIn(frames: ServerFrame[]) {
  const ack = frames.find(frame => frame.type === 'ack')
  if (ack?.type !== 'ack') throw new Error(`no ack in ${JSON.stringify(frames)}`)
  return ack.entry
}

/** What was refused. */
export const codes = (frames: ServerFrame[]) =>
  frames.flatMap(frame => (frame.type === 'error' || frame.type === 'nack' ? [frame.code] : []))

/** Visitors and agents of a site on the wire, frame by frame. */
export function createPeers(site: Site) {
  const { world, clock } = site

  async function settle() {
    await world.services.writer.drain()
    for (let i = 0; i < 20; i++) await new Promise(resolve => setImmediate(resolve))
    await clock.advance(200)
    for (let i = 0; i < 10; i++) await new Promise(resolve => setImmediate(resolve))
  }

  function connect(agent?: Parameters<typeof createSession>[2]) {
    const heard: ServerFrame[] = []
    const session = createSession(
      world.services,
      { send: told => heard.push(JSON.parse(told) as ServerFrame), close: () => {} },
      agent
    )
    return {
      heard,
      end: session.ended,
      async say(frame: object): Promise<ServerFrame[]> {
        const from = heard.length
        session.receive(JSON.stringify(frame))
        await settle()
        return heard.slice(from)
      }
    }
  }

  const tokenOf = (uid: string) =>
    world.services.tokens.forVisitor({ uid, companyId: world.company.id }, clock.now())

  async function visitor(uid: string, at: object | null = null): Promise<Peer> {
    const peer = connect()
    await peer.say({ type: 'hello', protocol: 1, token: tokenOf(uid), follow: [{ uid, at }] })
    return peer
  }

  async function agent(account: AgentAccount, uid?: string): Promise<Peer> {
    const peer = connect(await world.signIn(account))
    const follow = uid === undefined ? [] : [{ uid, at: null }]
    await peer.say({ type: 'hello', protocol: 1, token: '', desk: null, follow })
    return peer
  }

  /** Somebody who has written, on a device of the page without scripts. */
  async function guest(words = 'hello') {
    const secret = world.services.tokens.createDeviceSecret()
    const uid = await createTimeline(world.database, { companyId: world.company.id, secret }, clock.now())
    const peer = await visitor(uid)
    const { cid } = entryIn(await peer.say(send(uid, text(words))))
    return { uid, cid, guest: peer, secret }
  }

  return {
    connect,
    visitor,
    agent,
    settle,
    tokenOf,
    guest,
    /** A conversation that this agent holds. */
    async talk(holder: AgentAccount, words?: string) {
      const begun = await guest(words)
      const holds = await agent(holder, begun.uid)
      await holds.say({ type: 'accept', uid: begun.uid, cid: begun.cid })
      return { ...begun, holds }
    }
  }
}
