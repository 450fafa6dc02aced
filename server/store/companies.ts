import { DEFAULT_COLOR } from '#protocol/host'
import { createId } from '#protocol/ids'
import type { Unsigned } from '#server/desk/routing'
import type { Timeout } from '#protocol/timeouts'
import type { Words } from '#server/desk/words'
import type { Requirement } from '#server/identity/verify'
import type { Database } from './db.ts'
import type { Db, Tx } from './schema.ts'

export type ChannelSettings = {
  /** Six hex digits. */
  color: string
  /** 1 bottom right, 2 bottom left. */
  location: 1 | 2
  /** Host names whose pages may show the chat; `*.example.com` for all below it. Empty: every page. */
  domains: string[]
  /** Agents see what a visitor is typing before it is sent. */
  typingPreview: boolean
  /** The ways of all visitors are recorded; pages may ask for it where it is off. */
  traces: boolean
  /** Agents see who browses, and may invite. */
  invitations: boolean
  /** A language tag, for visitors whose own language we do not speak. */
  locale?: string
  /** Number of the robot that answers for pages that name none; absent: nobody but people. */
  robot?: number
  /** Who answers where a page does not say (`type`): 1 robot only, 2 people only, 3 robot first, 4 people first. */
  mode?: 1 | 2 | 3 | 4
  /** In the company's own words. */
  words?: Words
  /** Which claims count of visitors for whom nobody has vouched; absent: all. */
  unsigned?: Unsigned
  /** What happens when somebody is silent or gone. */
  timeouts?: Timeout[]
  /** Who answers what comes through it, where neither the customer's words nor a rule say so. */
  serve?: { kind: 'group' | 'agent'; id: string }
  /** What a visitor has to prove before being let in. */
  require: Requirement
}

export type Company = { id: string; sysnum: string; name: string }
export type Channel = {
  id: string
  companyId: string
  number: number
  kind: 'desktop' | 'h5' | 'wechat'
  name: string
  settings: ChannelSettings
  sealedKey: string | null
  /** The one before it, which counts as well until it is dropped. */
  sealedOldKey: string | null
}

const DEFAULTS: ChannelSettings = {
  color: DEFAULT_COLOR,
  location: 1,
  domains: [],
  typingPreview: false,
  traces: false,
  invitations: false,
  require: 'none'
}

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
    const channel = {
      ...given,
      id: createId(now),
      number: Number(last?.number ?? 0) + 1,
      settings,
      sealedKey: null,
      sealedOldKey: null
    }
    const { id, number, kind, name, companyId } = channel
    await tx
      .insertInto('channel')
      .values({ id, company_id: companyId, number, kind, name, settings: JSON.stringify(settings) })
      .execute()
    return channel
  })
}

/** Links carry what templates leave behind it: a `?` at its end, or spaces. */
export async function companyBySysnum({ read }: Database, sysnum: string): Promise<Company | undefined> {
  return await read
    .selectFrom('company')
    .select(['id', 'sysnum', 'name'])
    .where('sysnum', '=', /[\w-]+/.exec(sysnum)?.[0] ?? '')
    .executeTakeFirst()
}

export async function companyById({ read }: Database, id: string): Promise<Company | undefined> {
  return await read
    .selectFrom('company')
    .select(['id', 'sysnum', 'name'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export const channelsOf = ({ read }: Database, companyId: string): Promise<Channel[]> =>
  channelsIn(read, companyId)

export async function channelsIn(db: Db | Tx, companyId: string): Promise<Channel[]> {
  const rows = await db
    .selectFrom('channel')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('number')
    .execute()
  return rows.map(({ id, company_id, number, kind, name, settings, sealed_key, sealed_old_key }) => ({
    id,
    companyId: company_id,
    number,
    kind,
    name,
    settings: { ...DEFAULTS, ...(JSON.parse(settings) as Partial<ChannelSettings>) },
    sealedKey: sealed_key,
    sealedOldKey: sealed_old_key
  }))
}

export async function saveChannel(
  { write }: Database,
  { id, settings, sealedKey }: Pick<Channel, 'id' | 'settings' | 'sealedKey'>
): Promise<void> {
  await write
    .updateTable('channel')
    .set({ settings: JSON.stringify(settings), sealed_key: sealedKey })
    .where('id', '=', id)
    .execute()
}

export async function nameChannel({ write }: Database, id: string, name: string): Promise<void> {
  await write.updateTable('channel').set({ name }).where('id', '=', id).execute()
}

/** Both keys that visitors may be signed with. */
export async function setChannelKeys(
  { write }: Database,
  id: string,
  keys: { sealedKey: string | null; sealedOldKey: string | null }
): Promise<void> {
  await write
    .updateTable('channel')
    .set({ sealed_key: keys.sealedKey, sealed_old_key: keys.sealedOldKey })
    .where('id', '=', id)
    .execute()
}

/** The channel of that number, else the first of the site's. */
export const pickChannel = (channels: Channel[], number: number | undefined): Channel | undefined =>
  channels.find(one => one.number === number) ?? channels.find(({ kind }) => kind !== 'wechat')

export async function nameCompany({ write }: Database, id: string, name: string): Promise<void> {
  await write.updateTable('company').set({ name }).where('id', '=', id).execute()
}

export async function companyCount({ read }: Database): Promise<number> {
  const row = await read
    .selectFrom('company')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
