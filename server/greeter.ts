import type { Content, Entry } from '#protocol/entry'
import { isPartner } from './desk/overflow.ts'
import type { Intent } from './desk/rules.ts'
import { helloOf, leaveContent, speakerOf } from './desk/words.ts'
import type { Report } from './report.ts'
import { createSharedRead } from './shared-read.ts'
import { channelsOf, companyById, pickChannel } from './store/companies.ts'
import type { Outcome } from './store/commit.ts'
import type { Database } from './store/db.ts'
import { savePick } from './store/desk-rows.ts'
import { groupsOf } from './store/groups.ts'
import { talksOf } from './store/timelines.ts'
import type { Writer } from './store/writer.ts'

/** What the desk says by itself, and what it makes of a choice, after a commit. Each sentence is said once in a conversation. */
export type Greeter = {
  stored(op: { companyId: string; uid: string; intent: Intent }, outcome: Outcome): void
  /** Resolves when nothing is left to be said. */
  drain(): Promise<void>
}

export type GreeterOptions = {
  database: Database
  report: Report
  writer(): Writer
  /** Whether a person of the company is there. */
  isStaffed(companyId: string): boolean
  /** The desk gives conversations out by itself, and says itself when it cannot. */
  assigns(companyId: string): boolean
  /** Somebody has picked a group. */
  picked(companyId: string): void
}

type Stored = { companyId: string; uid: string; entries: Entry[] }

/** As long as names of groups may be. */
const LONGEST_NAME = 200

export function createGreeter({
  database,
  report,
  writer,
  isStaffed,
  assigns,
  picked
}: GreeterOptions): Greeter {
  const busy = new Set<Promise<unknown>>()

  function soon(work: Promise<unknown>) {
    const watched = work.catch(error => report('greeting-failed', { error: String(error) }))
    busy.add(watched)
    void watched.finally(() => busy.delete(watched))
  }

  // A crowd that comes at once is read about at once
  const readCompany = createSharedRead(async (ids: string[]) => {
    const known = ids.map(async id => {
      const [company, channels] = await Promise.all([companyById(database, id), channelsOf(database, id)])
      return [id, { name: company?.name ?? '', channels }] as const
    })
    return new Map(await Promise.all(known))
  })
  const readGroups = createSharedRead(
    async (ids: string[]) =>
      new Map(await Promise.all(ids.map(async id => [id, await groupsOf(database.read, id)] as const)))
  )
  const readTalk = createSharedRead((cids: string[]) => talksOf(database, cids))

  async function whoIs(companyId: string, cid: string) {
    const [company, talk] = await Promise.all([readCompany(companyId), readTalk(cid)])
    const words = pickChannel(company?.channels ?? [], talk?.channel ?? undefined)?.settings.words
    return { company: company?.name ?? '', profile: talk?.profile ?? {}, words }
  }

  const say = (
    { companyId, uid }: Stored,
    given: { cid: string; clientId: string; name: string; content: Content; while: 'queued' | 'active' }
  ) => {
    const { name, ...rest } = given
    return writer().submit({ companyId, uid, intent: { kind: 'send', by: speakerOf(name), ...rest } })
  }

  /** RCV-hello: under the name of whoever answers; who has begun to write needs no words of ours. */
  async function greet(stored: Stored, { cid, content }: Entry) {
    if (content.kind !== 'assigned' || stored.entries.some(({ by }) => by.role === 'agent')) return
    // Another company greets for itself
    if (isPartner(content.agent.id)) return
    const { profile, words } = await whoIs(stored.companyId, cid)
    const text = helloOf(profile, words)
    if (!text) return
    await say(stored, {
      cid,
      clientId: `hello-${cid}`,
      name: content.agent.name,
      content: { kind: 'text', text },
      while: 'active'
    })
  }

  /** Where agents take conversations by hand, in the company's or the page's own words only. */
  async function excuse(stored: Stored, cid: string) {
    const { company, profile, words } = await whoIs(stored.companyId, cid)
    if (!profile.claims?.['agent_offline_title'] && !words?.offline) return
    const content = leaveContent(profile, words, 'offline')
    await say(stored, { cid, clientId: `leave-offline-${cid}`, name: company, content, while: 'queued' })
  }

  async function pick({ companyId }: Stored, cid: string, text: string) {
    const said = text.trim()
    const group = (await readGroups(companyId))?.find(({ name }) => name === said)
    if (group && (await savePick(database, cid, group.id))) picked(companyId)
  }

  return {
    stored({ companyId, uid, intent }, outcome) {
      if (!outcome.ok || outcome.entries.length === 0) return
      const { entries, entry, isQueued } = outcome
      const stored = { companyId, uid, entries }
      const assigned = entries.find(one => one.content.kind === 'assigned')
      if (assigned && intent.kind !== 'transfer') soon(greet(stored, assigned))
      if (!isQueued || intent.by.role === 'system') return
      const cid = entries[0]!.cid
      const comes = entries.some(({ content }) => content.kind === 'started' || content.kind === 'released')
      if (comes && !assigns(companyId) && !isStaffed(companyId)) soon(excuse(stored, cid))
      if (!assigns(companyId) || intent.by.role !== 'visitor' || entry?.content.kind !== 'text') return
      if (entry.content.text.length <= LONGEST_NAME) soon(pick(stored, cid, entry.content.text))
    },
    async drain() {
      while (busy.size > 0) await Promise.all(busy)
    }
  }
}
