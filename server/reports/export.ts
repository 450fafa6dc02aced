import type { Services } from '#server/services'
import { agentRecordsOf } from '#server/store/agents'
import { channelsOf } from '#server/store/companies'
import { groupsOf } from '#server/store/groups'
import { headOf, linesOf, type TalkFormat, type TalkNames } from './talk-lines.ts'
import type { Place, TalksQuestion } from './talks.ts'

export type TalksExport = Omit<TalksQuestion, 'after'> & { format: TalkFormat }

/** The file, a portion at a time: only as much is read as whoever downloads takes. */
export async function* exportTalks(
  { database, reports, masking }: Pick<Services, 'database' | 'reports' | 'masking'>,
  { format, ...question }: TalksExport
): AsyncGenerator<Uint8Array> {
  const { companyId } = question
  const encoder = new TextEncoder()
  const names: TalkNames = {
    agents: new Map((await agentRecordsOf(database, companyId)).map(({ id, name }) => [id, name])),
    groups: new Map((await groupsOf(database.read, companyId)).map(({ id, name }) => [id, name])),
    channels: new Map((await channelsOf(database, companyId)).map(({ number, name }) => [number, name])),
    isMasked: (await masking.modeOf(companyId)) !== 'off'
  }
  const head = headOf(format)
  if (head) yield encoder.encode(head)
  for (let after: Place | null | undefined; after !== null;) {
    const { items, next } = await reports.talks({ ...question, ...(after ? { after } : {}) })
    if (items.length > 0) yield encoder.encode(linesOf(format, items, names))
    after = next
  }
}
