import { describePage, nameOf, toClaims } from '#protocol/claims'
import type { Profile } from '#protocol/desk'
import { LIMITS } from '#protocol/limits'
import { ownOrigin, type Http } from '#server/http/who'
import { mergeProfile, tellProfile } from '#server/profiles'
import type { Services } from '#server/services'
import { findTimeline } from '#server/store/timelines'
import type { Visit } from './visit.ts'

/** What the link says of the visitor, as the v2 page tells it; `from` is empty when the request came from our own page. */
export async function tellAbout(
  c: Http,
  services: Services,
  { visit, uid, title, from }: { visit: Visit; uid: string; title: string; from: string }
) {
  const timeline = await findTimeline(services.database, uid)
  if (!timeline) return
  const before = timeline.profile
  const name = nameOf(visit.config)
  const page = {
    ...describePage({ url: ownOrigin(c, services) + c.req.path, title, referrer: from }),
    language: visit.texts.language
  }
  const said: Profile = {
    ...(name ? { name } : {}),
    page: from === '' ? { ...page, referrer: before.page?.referrer ?? '' } : page,
    device: { ...before.device, ...deviceOf(c) },
    claims: toClaims(visit.config)
  }
  // Every message says the same again
  if (JSON.stringify(mergeProfile(timeline, said)) !== JSON.stringify(before))
    await tellProfile(services, timeline, said)
}

function deviceOf(c: Http): NonNullable<Profile['device']> {
  const language = c.req.header('accept-language')?.split(/[,;]/)[0] ?? ''
  return {
    ...(language ? { language: language.slice(0, LIMITS.nameLength) } : {}),
    userAgent: (c.req.header('user-agent') ?? '').slice(0, 500)
  }
}

/** The address of the other site that a person has come from; empty within our own pages. */
export function refererOf(c: Http, services: Services): string {
  const referer = c.req.header('referer') ?? ''
  return referer.startsWith(`${ownOrigin(c, services)}/`) ? '' : referer.slice(0, LIMITS.urlLength)
}

/** A person opens the page: not a picture or a script of another site that only has its address. */
export const isOpened = (c: Http): boolean =>
  ['document', 'iframe', 'frame'].includes(c.req.header('sec-fetch-dest') ?? 'document')
