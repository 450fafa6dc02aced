import { createId } from '#protocol/ids'
import type { Database } from './db.ts'

export type ChannelSettings = {
  /** Six hex digits. */
  color: string
  /** 1 bottom right, 2 bottom left. */
  location: 1 | 2
  /** Host names whose pages may show the chat; `*.example.com` for all below it. Empty: every page. */
  domains: string[]
  /** Agents see what a visitor is typing before it is sent. */
  typingPreview: boolean
}

export type Company = { id: string; sysnum: string; name: string }
export type Channel = {
  id: string
  companyId: string
  number: number
  kind: 'desktop' | 'h5'
  name: string
  settings: ChannelSettings
}

const DEFAULTS: ChannelSettings = { color: '0f766e', location: 1, domains: [], typingPreview: false }

export async function createCompany(
  { write }: Database,
  given: { sysnum: string; name: string },
  now: number
): Promise<Company> {
  const company = { id: createId(now), ...given }
  await write
    .insertInto('company')
    .values({ ...company, desk_head: 0, created_at: now })
    .execute()
  return company
}

export async function createChannel(
  { write }: Database,
  given: { companyId: string; kind: Channel['kind']; name: string; settings?: Partial<ChannelSettings> },
  now: number
): Promise<Channel> {
  const settings = { ...DEFAULTS, ...given.settings }
  return await write.transaction().execute(async tx => {
    const last = await tx
      .selectFrom('channel')
      .select(eb => eb.fn.max('number').as('number'))
      .where('company_id', '=', given.companyId)
      .executeTakeFirst()
    const channel = { ...given, id: createId(now), number: Number(last?.number ?? 0) + 1, settings }
    const { id, number, kind, name, companyId } = channel
    await tx
      .insertInto('channel')
      .values({ id, company_id: companyId, number, kind, name, settings: JSON.stringify(settings) })
      .execute()
    return channel
  })
}

export async function companyBySysnum({ read }: Database, sysnum: string): Promise<Company | undefined> {
  return await read
    .selectFrom('company')
    .select(['id', 'sysnum', 'name'])
    .where('sysnum', '=', sysnum)
    .executeTakeFirst()
}

export async function companyById({ read }: Database, id: string): Promise<Company | undefined> {
  return await read
    .selectFrom('company')
    .select(['id', 'sysnum', 'name'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function channelsOf({ read }: Database, companyId: string): Promise<Channel[]> {
  const rows = await read
    .selectFrom('channel')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('number')
    .execute()
  return rows.map(({ id, company_id, number, kind, name, settings }) => ({
    id,
    companyId: company_id,
    number,
    kind,
    name,
    settings: { ...DEFAULTS, ...(JSON.parse(settings) as Partial<ChannelSettings>) }
  }))
}

export async function companyCount({ read }: Database): Promise<number> {
  const row = await read
    .selectFrom('company')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
