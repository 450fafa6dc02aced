import type { Clock } from '#server/clock'
import { Refused, type Send } from '#server/deliveries'
import type { Outbound } from '#server/outbound/outbound'
import type { Masking } from '#server/privacy/masking'
import type { Roster } from '#server/roster'
import type { Database } from '#server/store/db'
import { summariesOf } from '#server/store/inbox'
import { privacyOf } from '#server/store/privacy'
import { dropPushSubscription, findPushSubscription } from '#server/store/push'
import type { Vault } from '#server/vault'
import { encryptFor, type BrowserKeys } from './encrypt.ts'
import type { PushPayload } from './push.ts'
import type { Vapid } from './vapid.ts'

/** What is sealed of a subscription. `contact`: the address at which the agent reaches us. */
export type Sealed = { endpoint: string; keys: BrowserKeys; contact: string }

/** What the service worker reads; it has the words. */
export type PushMessage = PushPayload & { language: string; name?: string }

/** Old news help nobody: neither we nor the push service keep them longer. */
export const NEWS_MS = 10 * 60_000
/** Others' mail and calls wait meanwhile. */
const PATIENCE_MS = 8_000
const MOST_ANSWER = 16 * 1024
/** The browser has ended it, or never will take ours. */
const GONE = new Set([404, 410])
const NEVER = new Set([400, 401, 403, 405, 413])

export type PushSenderOptions = {
  database: Database
  outbound: Outbound
  vault: Vault
  vapid: Vapid
  masking: Pick<Masking, 'shown'>
  roster: Pick<Roster, 'isWatching'>
  clock: Clock
}

/** Sends one message to one browser, unless it is no news any more. */
export function createPushSender(options: PushSenderOptions): Send {
  const { database, outbound, vault, vapid, masking, roster, clock } = options

  async function nameIn(companyId: string, cid: string): Promise<string | undefined> {
    if ((await privacyOf(database, companyId)).notifications !== 'name') return undefined
    const [summary] = await summariesOf(database, [cid])
    return summary?.name ? await masking.shown(companyId, summary.name.slice(0, 80)) : undefined
  }

  return async ({ companyId, ref, payload, createdAt }) => {
    const now = clock.now()
    const left = createdAt + NEWS_MS - now
    if (left <= 0) throw new Refused('it is no news any more')
    const found = await findPushSubscription(database, { companyId, id: ref }, now)
    if (!found) throw new Refused('nobody is signed in there any more')
    if (roster.isWatching(found.agentId)) return
    const { kind, cid } = payload as PushPayload
    const { endpoint, keys, contact } = JSON.parse(vault.open(found.sealed)) as Sealed
    const name = await nameIn(companyId, cid)
    const message: PushMessage = { kind, cid, language: found.language, ...(name ? { name } : {}) }
    const { status } = await outbound.fetchOutside(endpoint, {
      method: 'POST',
      headers: {
        authorization: await vapid.authorize(endpoint, contact, now),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        ttl: String(Math.ceil(left / 1_000)),
        urgency: 'high',
        // Of one conversation a phone that comes back gets the newest only; at most 32 characters
        topic: cid.replace(/[^\w-]/g, '').slice(-32)
      },
      body: encryptFor(keys, JSON.stringify(message)),
      timeoutMs: PATIENCE_MS,
      mostBytes: MOST_ANSWER
    })
    if (GONE.has(status)) await dropPushSubscription(database, ref)
    if (GONE.has(status) || NEVER.has(status)) throw new Refused(`the push service answered ${status}`)
    if (status < 200 || status > 299) throw new Error(`the push service answered ${status}`)
  }
}
