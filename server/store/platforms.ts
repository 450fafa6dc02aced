import type { Platform } from '#server/desk/overflow'
import type { Database } from './db.ts'
import type { Db, Tx } from './schema.ts'

// DSK-platform: an operator makes a platform, companies are invited and accept; either side ends it.

export type Membership = {
  platformId: string
  code: string
  platform: string
  companyId: string
  company: string
  sysnum: string
  customerCode: string
  isMain: boolean
  invitedAt: number
  /** Null: has not accepted yet. */
  joinedAt: number | null
}

const memberships = (db: Db | Tx) =>
  db
    .selectFrom('platform_member as m')
    .innerJoin('platform as p', 'p.id', 'm.platform_id')
    .innerJoin('company as c', 'c.id', 'm.company_id')
    .select([
      'p.id as platformId',
      'p.code',
      'p.name as platform',
      'm.company_id as companyId',
      'c.name as company',
      'c.sysnum',
      'm.customer_code as customerCode',
      'p.main_company_id as mainId',
      'm.invited_at as invitedAt',
      'm.joined_at as joinedAt'
    ])
    .orderBy('p.created_at')
    .orderBy('p.id')
    .orderBy('m.invited_at')
    .orderBy('m.company_id')

type Row = Omit<Membership, 'isMain'> & { mainId: string }
const show = ({ mainId, ...row }: Row): Membership => ({
  ...row,
  invitedAt: Number(row.invitedAt),
  joinedAt: row.joinedAt === null ? null : Number(row.joinedAt),
  isMain: mainId === row.companyId
})

export async function allMemberships({ read }: Database): Promise<Membership[]> {
  return (await memberships(read).execute()).map(show)
}

/** The company's own places on platforms; also where it is only invited. */
export async function membershipsOf({ read }: Database, companyId: string): Promise<Membership[]> {
  return (await memberships(read).where('m.company_id', '=', companyId).execute()).map(show)
}

/** Everybody on a platform, the invited too. */
export async function membersOf({ read }: Database, platformId: string): Promise<Membership[]> {
  return (await memberships(read).where('p.id', '=', platformId).execute()).map(show)
}

/** The platforms on which the company has accepted, with the others who have. */
export async function platformsOf(db: Db | Tx, companyId: string): Promise<Platform[]> {
  const rows = await memberships(db)
    .where('m.joined_at', 'is not', null)
    .where('p.id', 'in', eb =>
      eb
        .selectFrom('platform_member')
        .select('platform_id')
        .where('company_id', '=', companyId)
        .where('joined_at', 'is not', null)
    )
    .execute()
  const platforms = new Map<string, Platform & { members: Platform['members'][number][] }>()
  for (const { platformId: id, code, companyId, company: name, sysnum, customerCode, mainId } of rows) {
    const platform = platforms.get(id) ?? { id, code, members: [] }
    platforms.set(id, platform)
    platform.members.push({ companyId, name, code: customerCode, sysnum, isMain: companyId === mainId })
  }
  return [...platforms.values()]
}

/** Companies whose visitors may overflow into another. */
export async function companiesOnPlatforms({ read }: Database): Promise<string[]> {
  const rows = await read
    .selectFrom('platform_member')
    .select('company_id')
    .distinct()
    .where('joined_at', 'is not', null)
    .execute()
  return rows.map(row => row.company_id)
}

export async function findPlatform({ read }: Database, code: string) {
  return await read
    .selectFrom('platform')
    .select(['id', 'code', 'name', 'main_company_id as mainId'])
    .where('code', '=', code)
    .executeTakeFirst()
}

export async function createPlatform(
  { write }: Database,
  given: { id: string; code: string; name: string; companyId: string; customerCode: string },
  now: number
) {
  const { companyId, customerCode, ...platform } = given
  await write.transaction().execute(async tx => {
    await tx
      .insertInto('platform')
      .values({ ...platform, main_company_id: companyId, created_at: now })
      .execute()
    await insertMember(tx, { platformId: platform.id, companyId, customerCode }, now)
  })
}

type NewMember = { platformId: string; companyId: string; customerCode: string }

/** Invited; a member once the company has accepted. */
export const inviteMember = ({ write }: Database, member: NewMember, now: number) =>
  insertMember(write, member, now)

async function insertMember(db: Db | Tx, { platformId, companyId, customerCode }: NewMember, now: number) {
  await db
    .insertInto('platform_member')
    .values({
      platform_id: platformId,
      company_id: companyId,
      customer_code: customerCode,
      invited_at: now,
      joined_at: null
    })
    .execute()
}

export async function acceptMembership(
  { write }: Database,
  { platformId, companyId }: Pick<NewMember, 'platformId' | 'companyId'>,
  now: number
) {
  await write
    .updateTable('platform_member')
    .set({ joined_at: now })
    .where('platform_id', '=', platformId)
    .where('company_id', '=', companyId)
    .where('joined_at', 'is', null)
    .execute()
}

/** Leaves, is removed, or refuses the invitation. */
export async function removeMember(
  { write }: Database,
  { platformId, companyId }: Pick<NewMember, 'platformId' | 'companyId'>
) {
  await write
    .deleteFrom('platform_member')
    .where('platform_id', '=', platformId)
    .where('company_id', '=', companyId)
    .execute()
}
