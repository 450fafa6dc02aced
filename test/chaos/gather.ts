import { openDatabase } from '#server/store/db'
import type { Final, Row } from '#test/kit/history'
import {
  createAgent,
  createVisitor,
  type Person,
  type Place,
  type Recorder,
  type Via,
  type VisitorPerson
} from './people.ts'

export const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Visitors, each with an agent session of its own beside it. */
export async function gather(
  server: Place,
  recorder: Recorder,
  { pairs, vias = ['WebSocket'] }: { pairs: number; vias?: readonly Via[] }
) {
  const viaOf = (i: number) => vias[i % vias.length]!
  const visitors = Array.from({ length: pairs }, (_, i) =>
    createVisitor(server, recorder, { name: `visitor ${i + 1}`, via: viaOf(i) })
  )
  await until(() => visitors.every(visitor => visitor.isOnline()))
  visitors.forEach(visitor => visitor.talk())
  await until(() => visitors.every(visitor => visitor.waiting() === 0))
  const cookies = await Promise.all([server.signIn(0), server.signIn(1)])
  const ids = await Promise.all(
    cookies.map(
      async cookie =>
        (
          (await (await fetch(`${server.url}/api/agent/me`, { headers: { cookie } })).json()) as {
            id: string
          }
        ).id
    )
  )
  const agents = visitors.map((visitor, i) =>
    createAgent(server, recorder, {
      name: `agent of ${visitor.name}`,
      cookie: cookies[i % 2]!,
      id: ids[i % 2]!,
      uid: visitor.uid()!,
      via: viaOf(i)
    })
  )
  return { visitors, agents, people: [...visitors, ...agents] as Person[] }
}

export async function until(condition: () => boolean, withinMs = 20_000): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await wait(20)) if (condition()) return true
  return false
}

/** Who has to have seen everything in the end. */
export const sessionsOf = (visitors: VisitorPerson[]) =>
  visitors.flatMap(visitor =>
    [visitor.name, `agent of ${visitor.name}`].map(session => ({ session, uid: visitor.uid()! }))
  )

/** How many people still waited for an ack when the time was up. */
export async function settle(people: Person[]): Promise<number> {
  await until(() => people.every(person => person.isOnline() && person.waiting() === 0), 30_000)
  await wait(500)
  return people.filter(person => !person.isOnline() || person.waiting() > 0).length
}

export async function readStore(url: string, visitors: VisitorPerson[]): Promise<Final> {
  const database = await openDatabase(url)
  const final = new Map<string, Row[]>()
  for (const visitor of visitors) {
    const rows = await database.read
      .selectFrom('entry')
      .select(['seq', 'id', 'sender_id as sender', 'client_id as clientId', 'content'])
      .where('uid', '=', visitor.uid()!)
      .orderBy('seq')
      .execute()
    final.set(
      visitor.uid()!,
      rows.map(({ content, ...row }) => ({
        ...row,
        text: (JSON.parse(content) as { text?: string }).text ?? null
      }))
    )
  }
  await database.close()
  return final
}
