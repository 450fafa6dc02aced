import { Webhook as Signer } from 'standardwebhooks'
import { isInternal, isMessage, type Entry } from '#protocol/entry'
import type { WebhookEvent } from '#protocol/api/webhooks'
import type { Clock } from './clock.ts'
import { Refused, type Deliveries, type Send } from './deliveries.ts'
import type { Outbound } from './outbound/outbound.ts'
import { maskEntry, type Masking } from './privacy/masking.ts'
import type { Report } from './report.ts'
import type { Database } from './store/db.ts'
import { entriesOfDesk } from './store/entries.ts'
import type { Ticket } from './store/tickets.ts'
import { findWebhook, moveWebhook, webhooksBehind, webhooksOf, type Webhook } from './store/webhooks.ts'
import type { Vault } from './vault.ts'

// API-rest: what a webhook is told of is read from the entries themselves, in the order of the desk, behind a cursor of its own: a crash
// leaves out nothing.

type Left = Pick<Ticket, 'companyId' | 'id' | 'uid' | 'name' | 'email' | 'phone' | 'content'>

export type Told = { type: WebhookEvent; timestamp: string; data: unknown }

const LOOK_MS = 2_000
const AT_ONCE = 200
const PATIENCE_MS = 15_000
const MOST_ANSWER = 64 * 1024
const MOST_OF_COMPANY = 200

export type WebhooksOptions = {
  database: Database
  masking: Masking
  clock: Clock
  report: Report
  deliveries: () => Deliveries
}

export type Webhooks = ReturnType<typeof createWebhooks>

/** Looks at what has happened, and puts into the deliveries what somebody wants to be told of. */
export function createWebhooks({ database, masking, clock, report, deliveries }: WebhooksOptions) {
  let timer: unknown
  let isStarted = false
  let running: Promise<void> = Promise.resolve()

  async function look() {
    let isNew = false
    for (const webhook of await webhooksBehind(database)) isNew = (await advance(webhook)) || isNew
    if (isNew) void deliveries().run()
  }

  async function advance(webhook: Webhook): Promise<boolean> {
    const entries = await entriesOfDesk(database, webhook.companyId, webhook.cursor, AT_ONCE)
    const last = entries.at(-1)
    if (!last) return false
    const masked = (await masking.modeOf(webhook.companyId)) !== 'off'
    const payloads = entries.flatMap(({ uid, entry: stored }) => {
      const entry = masked ? maskEntry(stored) : stored
      const type = eventOf(entry)
      return type && webhook.events.includes(type) ? [tell(type, uid, entry)] : []
    })
    return (
      (await moveWebhook(database, webhook, { to: last.deskSeq, payloads }, clock.now())) &&
      payloads.length > 0
    )
  }

  function plan() {
    if (!isStarted) return
    timer = clock.setTimeout(() => {
      running = look()
        .catch((error: unknown) => report('delivery-failed', { error: String(error) }))
        .finally(plan)
    }, LOOK_MS)
  }

  return {
    look,
    /** A message was left: it is no entry of a timeline. */
    async ticketCreated({ companyId, id, uid, name, email, phone, content }: Left) {
      const { items } = await webhooksOf(database, companyId, { limit: MOST_OF_COMPANY })
      for (const webhook of items.filter(one => one.isEnabled && one.events.includes('ticket.created')))
        await deliveries().add({
          companyId,
          kind: 'hook',
          ref: webhook.id,
          payload: {
            type: 'ticket.created',
            timestamp: new Date(clock.now()).toISOString(),
            data: {
              ticket: id,
              visitor: uid,
              name,
              email,
              phone,
              content: await masking.shown(companyId, content)
            }
          } satisfies Told
        })
    },
    start() {
      isStarted = true
      plan()
      return async () => {
        isStarted = false
        clock.clearTimeout(timer)
        await running
      }
    }
  }
}

function eventOf(entry: Entry): WebhookEvent | undefined {
  const { content } = entry
  if (isInternal(content)) return undefined
  if (content.kind === 'rating') return 'conversation.rated'
  if (isMessage(entry)) return 'message.created'
  const what = {
    started: 'conversation.started',
    assigned: 'conversation.assigned',
    ended: 'conversation.ended'
  }
  return Object.hasOwn(what, content.kind)
    ? (what[content.kind as keyof typeof what] as WebhookEvent)
    : undefined
}

const tell = (type: WebhookEvent, uid: string, { id, seq, cid, at, by, content }: Entry): Told => ({
  type,
  timestamp: new Date(at).toISOString(),
  data: { visitor: uid, conversation: cid, entry: { id, seq, at, by, content } }
})

/** Sends what is due to a webhook, signed. */
export function createHookSender({
  database,
  outbound,
  vault,
  clock
}: {
  database: Database
  outbound: Outbound
  vault: Vault
  clock: Clock
}): Send {
  return async ({ id, companyId, ref, payload }) => {
    const webhook = await findWebhook(database, companyId, ref)
    if (!webhook) throw new Refused('the webhook is gone')
    if (!webhook.isEnabled) throw new Error('the webhook is switched off')
    const body = JSON.stringify(payload)
    const at = new Date(clock.now())
    const { status } = await outbound.fetchOutside(webhook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Signer(vault.open(webhook.sealedSecret)).sign(id, at, body)
      },
      body,
      timeoutMs: PATIENCE_MS,
      mostBytes: MOST_ANSWER
    })
    if (status === 410) throw new Refused('the address says that it is gone (410)')
    if (status < 200 || status > 299) throw new Error(`the address answered ${status}`)
  }
}
