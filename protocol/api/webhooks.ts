import * as v from 'valibot'
import { done, flag, id, listOf, name, paging, time } from './fields.ts'
import { operation } from './operation.ts'

/** What a company may be told of. */
export const WEBHOOK_EVENTS = [
  'conversation.started',
  'conversation.assigned',
  'conversation.ended',
  'conversation.rated',
  'message.created',
  'ticket.created'
] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

const url = v.pipe(
  v.string('has to be text'),
  v.trim(),
  v.url('has to be an address such as https://shop.example/hook'),
  v.regex(/^https?:\/\//, 'has to begin with https:// or http://'),
  v.maxLength(2_000, 'has at most 2,000 characters')
)
const event = v.picklist(WEBHOOK_EVENTS, `has to be some of ${WEBHOOK_EVENTS.join(', ')}`)
const events = v.pipe(v.array(event), v.minLength(1, 'names at least one'))

const Webhook = v.object({
  id: v.string(),
  name: v.string(),
  url: v.string(),
  events: v.array(event),
  isEnabled: v.boolean(),
  createdAt: time
})
export type Webhook = v.InferOutput<typeof Webhook>

const Call = v.object({
  /** The header `webhook-id`: the same however often it is tried. */
  id: v.string(),
  event: v.string(),
  state: v.picklist(['waiting', 'done', 'failed']),
  tries: v.number(),
  /** What the last try said; null: nothing was wrong. */
  problem: v.nullable(v.string()),
  createdAt: time,
  doneAt: v.nullable(time)
})
export type Call = v.InferOutput<typeof Call>

export const WEBHOOKS = {
  listWebhooks: operation({
    method: 'get',
    path: '/webhooks',
    says: 'The addresses that are told what happens, the newest first.',
    role: 'admin',
    scope: 'webhooks:read',
    input: v.object(paging),
    output: listOf(Webhook)
  }),
  createWebhook: operation({
    method: 'post',
    path: '/webhooks',
    says: 'Tells an address what happens from now on, by POST with JSON, signed as Standard Webhooks describe. The secret is shown this one time.',
    role: 'admin',
    scope: 'webhooks:write',
    input: v.object({ name, url, events }),
    output: v.object({ webhook: Webhook, secret: v.string() })
  }),
  updateWebhook: operation({
    method: 'patch',
    path: '/webhooks/:webhook',
    says: 'Changes one; what is not named stays. Switched on again, it is told what happened meanwhile.',
    role: 'admin',
    scope: 'webhooks:write',
    input: v.object({
      webhook: id,
      name: v.optional(name),
      url: v.optional(url),
      events: v.optional(events),
      isEnabled: v.optional(flag)
    }),
    output: Webhook
  }),
  deleteWebhook: operation({
    method: 'delete',
    path: '/webhooks/:webhook',
    says: 'Ends one, with all that was on its way.',
    role: 'admin',
    scope: 'webhooks:write',
    input: v.object({ webhook: id }),
    output: done
  }),
  listCalls: operation({
    method: 'get',
    path: '/webhooks/:webhook/calls',
    says: 'What an address was told, the newest hundred first, and what came of it.',
    role: 'admin',
    scope: 'webhooks:read',
    input: v.object({ webhook: id }),
    output: listOf(Call)
  }),
  replayCall: operation({
    method: 'post',
    path: '/webhooks/:webhook/calls/:call/replay',
    says: 'Tells it once more, now.',
    role: 'admin',
    scope: 'webhooks:write',
    input: v.object({ webhook: id, call: id }),
    output: done
  })
}
