import type { Rule } from '#protocol/routing'
import { countedClaims, matchRule } from '#server/desk/routing'
import { channelsOf, pickChannel } from '#server/store/companies'
import type { Database } from '#server/store/db'
import { deskSettings } from '#server/store/groups'
import { findTimeline, lastChannelOf } from '#server/store/timelines'

type Asked = { companyId: string; uid: string; rules?: readonly Rule[] | undefined }

/** Which rule would have the say for a visitor who was there; undefined: nobody was. `place`: the first is 1. */
export async function tryRules(
  database: Database,
  { companyId, uid, rules: given }: Asked
): Promise<{ rule: Rule | undefined; place: number } | undefined> {
  const timeline = await findTimeline(database, uid)
  if (timeline?.companyId !== companyId) return undefined
  const rules = given ?? (await deskSettings(database.read, companyId)).rules
  const { profile, verified } = timeline
  const number = await lastChannelOf(database, uid)
  const channel = pickChannel(await channelsOf(database, companyId), number ?? undefined)
  const claims = countedClaims(profile.claims, { verified, unsigned: channel?.settings.unsigned })
  const rule = matchRule(rules, { claims, url: profile.page?.url ?? '', channel: number })
  return { rule, place: rule ? rules.indexOf(rule) + 1 : 0 }
}
