import { stringify } from 'csv-stringify/sync'
import { withCustomer } from '#protocol/customer'
import type { Content, Entry } from '#protocol/entry'
import { visitorName, wordsOf } from '#server/search/texts'
import { maskEntry } from '#server/privacy/masking'
import { maskNumbers } from '#server/privacy/mask'
import type { Talk } from './talks.ts'

// WB-report: a conversation as a line of a file, with what its page has handed over (`params`).

export type TalkFormat = 'csv' | 'jsonl'

/** Ids of the company's own things, and what they are called. */
export type TalkNames = {
  agents: ReadonlyMap<string, string>
  groups: ReadonlyMap<string, string>
  channels: ReadonlyMap<number, string>
  isMasked: boolean
}

const COLUMNS = [
  'conversation',
  'visitor',
  'partnerid',
  'verified',
  'name',
  'channel',
  'agent',
  'group',
  'status',
  'startedAt',
  'queuedAt',
  'servedAt',
  'endedAt',
  'messages',
  'score',
  'comment',
  'params',
  'claims',
  'summary',
  'transcript'
] as const

/** What stands at the beginning of the file. A spreadsheet takes it for UTF-8 by the mark. */
export const headOf = (format: TalkFormat): string =>
  format === 'csv' ? stringify([COLUMNS as unknown as string[]], { bom: true }) : ''

/** Each ends with the end of a line. */
export const linesOf = (format: TalkFormat, talks: readonly Talk[], names: TalkNames): string =>
  format === 'csv'
    ? // A cell that begins so is a formula to a spreadsheet, and names are people’s own words
      stringify(
        talks.map(talk => cellsOf(toObject(talk, names))),
        { columns: [...COLUMNS], escape_formulas: true }
      )
    : talks.map(talk => `${JSON.stringify(toObject(talk, names))}\n`).join('')

function toObject(talk: Talk, { agents, groups, channels, isMasked }: TalkNames) {
  const shown = (text: string) => (isMasked ? maskNumbers(text) : text)
  const entries = isMasked ? talk.messages.map(maskEntry) : talk.messages
  const rating = entries.map(({ content }) => content).findLast(isRating)
  const { params = '', ...claims } = withCustomer(talk.profile.claims, talk.customer)
  return {
    conversation: talk.cid,
    visitor: talk.uid,
    partnerid: talk.partnerid,
    verified: talk.isVerified,
    name: visitorName(talk),
    channel: talk.channel === null ? null : (channels.get(talk.channel) ?? String(talk.channel)),
    agent: talk.agentId === null ? null : (agents.get(talk.agentId) ?? talk.agentId),
    group: talk.groupId === null ? null : (groups.get(talk.groupId) ?? talk.groupId),
    status: talk.status,
    startedAt: time(talk.startedAt),
    queuedAt: time(talk.queuedAt),
    servedAt: time(talk.servedAt),
    endedAt: time(talk.endedAt),
    score: rating?.score ?? null,
    comment: rating?.comment ?? '',
    params: shown(params),
    claims: Object.fromEntries(Object.entries(claims).map(([key, text]) => [key, shown(text)])),
    summary: Object.fromEntries(
      Object.entries(talk.summary?.values ?? {}).map(([key, text]) => [key, shown(text)])
    ),
    messages: entries.map(toMessage)
  }
}

const isRating = (content: Content): content is Extract<Content, { kind: 'rating' }> =>
  content.kind === 'rating'

const time = (at: number | null) => (at === null ? null : new Date(at).toISOString())

const toMessage = ({ seq, at, by, content }: Entry) => ({
  seq,
  at: time(at),
  by: by.role,
  name: by.name ?? '',
  kind: content.kind,
  text: content.kind === 'text' ? content.text : wordsOf({ by, content })
})

function cellsOf({ messages, claims, summary, ...rest }: ReturnType<typeof toObject>) {
  return {
    ...rest,
    verified: rest.verified ? 1 : 0,
    messages: messages.length,
    claims: asCell(claims),
    summary: asCell(summary),
    transcript: messages
      .map(({ at, by, name, kind, text }) => `${at} ${name || by}: ${text || `[${kind}]`}`)
      .join('\n')
  }
}

const asCell = (values: Record<string, string>) =>
  Object.keys(values).length === 0 ? '' : JSON.stringify(values)
