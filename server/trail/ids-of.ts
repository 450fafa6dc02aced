import type { Database } from '#server/store/db'
import { findMiniUser } from '#server/store/mini-users'
import type { Ids } from '#server/store/trail'
import { findTimeline } from '#server/store/timelines'
import { textOf } from './cards.ts'

/** By which ids a mini program may have spoken of this visitor. */
export type KnownBy = { companyId: string; ids: Ids; verified: boolean }

/** Names under which a page may carry on what a mini program knows, in `params` of zc("config") or of a link. */
const CARRIED = {
  openid: 'openid',
  unionid: 'unionid',
  qid: 'qid',
  userID: 'user_id',
  bussid: 'buss_id',
  aliUserId: 'ali_user_id'
} as const

export const ID_LENGTH = 200

/** What pages say of themselves, and what the platform of a mini program has said. */
export async function idsOf(database: Database, uid: string): Promise<KnownBy | undefined> {
  const timeline = await findTimeline(database, uid)
  if (!timeline) return undefined
  const { companyId, partnerid, verified, profile } = timeline
  const carried = carriedIds(profile.claims?.['params'])
  const own = textOf(partnerid, ID_LENGTH)
  const customer = await findMiniUser(database, uid)
  const platform = customer && {
    openid: customer.openid,
    ...(customer.unionid === null ? {} : { unionid: customer.unionid })
  }
  return {
    companyId,
    ids: { ...carried, ...platform, ...(own ? { user_id: own } : {}) },
    verified: verified || customer !== undefined
  }
}

function carriedIds(params: string | undefined): Ids {
  let given: unknown
  try {
    given = JSON.parse(params ?? '{}')
  } catch {
    return {}
  }
  if (typeof given !== 'object' || given === null) return {}
  return Object.fromEntries(
    Object.entries(CARRIED).flatMap(([name, kind]) => {
      const value = textOf((given as Record<string, unknown>)[name], ID_LENGTH)
      return value === undefined ? [] : [[kind, value]]
    })
  ) as Ids
}
