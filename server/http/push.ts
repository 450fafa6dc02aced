import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { areKeys } from '#server/push/encrypt'
import type { Sealed } from '#server/push/sender'
import { dropPushSubscriptionOf, savePushSubscription } from '#server/store/push'
import { readBody } from './body.ts'
import { ownOrigin, requireAgent, requireSameOrigin, type Http } from './who.ts'

// WB-inbox: where an agent's browser wants to be told. The address is a push service's as the browser says, and so anybody's: it is asked
// through the guarded door only, and nothing of its answer is told.

const key = v.pipe(v.string(), v.maxLength(200), v.regex(/^[\w-]+$/, 'is not base64url'))
const Subscription = v.object({
  endpoint: v.pipe(
    v.string(),
    v.maxLength(2_000),
    v.check(
      text => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
      'has to be an address of a push service'
    )
  ),
  keys: v.object({ p256dh: key, auth: key }),
  language: v.picklist(['en', 'zh-CN'])
})

/** GET /api/agent/push: what browsers need to subscribe. */
export async function pushKey(c: Http, services: Services) {
  await requireAgent(c, services)
  c.header('cache-control', 'no-store')
  return c.json({ key: services.vapid.publicKey })
}

/** POST /api/agent/push: this session's browser from now on. */
export async function subscribePush(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const agent = await requireAgent(c, services)
  const { endpoint, keys, language } = await readBody(c, Subscription)
  if (!areKeys(keys)) throw new ChatError('bad-request', 'keys: are none of a browser')
  const { database, vault, clock, config } = services
  const origin = ownOrigin(c, services)
  const contact = origin.startsWith('https:') || !config.mailFrom ? origin : `mailto:${config.mailFrom}`
  const sealed: Sealed = { endpoint, keys, contact }
  const { session, id: agentId, companyId } = agent
  await savePushSubscription(
    database,
    { session, agentId, companyId, endpoint, language, sealed: vault.seal(JSON.stringify(sealed)) },
    clock.now()
  )
  return c.json({ ok: true })
}

/** POST /api/agent/push/remove */
export async function unsubscribePush(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const { session } = await requireAgent(c, services)
  await dropPushSubscriptionOf(services.database, session)
  return c.json({ ok: true })
}
