import * as v from 'valibot'
import { isPagePath } from '#protocol/address'
import type { Product } from '#protocol/card'
import type { Summary } from '#protocol/desk'
import { LIMITS } from '#protocol/limits'
import { safeUrl } from '#protocol/safe-url'

// MC-plugin: a plug-in sends a mini program's card, as the seed (001, 4.2) writes it.

const text = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most))
const isWeb = (address: string) => /^https?:\/\//i.test(address) && safeUrl(address) !== undefined
const picture = v.optional(v.pipe(text(LIMITS.urlLength), v.check(isWeb)))

const MiniPage = v.object({
  /** Of the conversation and the visitor: as the address of the plug-in's page had them. */
  cid: v.string(),
  uid: v.string(),
  msgType: v.literal(26),
  miniPage: v.object({
    title: text(LIMITS.cardText),
    pagepath: v.pipe(text(LIMITS.urlLength), v.check(isPagePath)),
    /** Of the mini program. */
    name: v.optional(text(LIMITS.cardText)),
    headimg: picture,
    thumbUrl: picture,
    /** The platform's id of the picture; it forgets it after three days. */
    thumbMediaId: v.optional(text(LIMITS.nameLength))
  })
})

export type Refusal = 'shape' | 'other' | 'notYours'

/** Whether a plug-in's word is one of these at all. */
export const isMiniPage = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'msgType' in data

/** The card that is to be sent, or why not. */
export function readMiniPage(
  data: unknown,
  { cid, uid, agentId, guests = [] }: Pick<Summary, 'cid' | 'uid' | 'agentId' | 'guests'>,
  me: string
): Product | Refusal {
  const read = v.safeParse(MiniPage, data)
  if (!read.success) return 'shape'
  const { miniPage, ...at } = read.output
  if (at.cid !== cid || at.uid !== uid) return 'other'
  if (agentId !== me && !guests.includes(me)) return 'notYours'
  const { title, pagepath, name, thumbUrl, thumbMediaId } = miniPage
  return {
    type: 'product',
    title,
    url: pagepath,
    ...(name === undefined ? {} : { note: name }),
    ...(thumbUrl === undefined ? {} : { picture: thumbUrl }),
    ...(thumbMediaId === undefined ? {} : { mediaId: thumbMediaId })
  }
}
