import { randomBytes } from 'node:crypto'
import { ChatError } from '#protocol/errors'
import type { Call, Webhook, WEBHOOKS as TABLE } from '#protocol/api/webhooks'
import { deliveriesOf, settle, type Delivery } from '#server/store/deliveries'
import {
  createWebhook,
  deleteWebhook,
  findWebhook,
  saveWebhook,
  webhooksOf,
  type Webhook as Stored
} from '#server/store/webhooks'
import type { Told } from '#server/webhooks'
import type { Context, Handlers } from './caller.ts'

const MOST_CALLS = 100

export const WEBHOOKS: Handlers<keyof typeof TABLE> = {
  async listWebhooks({ services, companyId }, asked) {
    const { items, next } = await webhooksOf(services.database, companyId, asked)
    return { items: items.map(show), next }
  },
  async createWebhook({ services, companyId, now }, { name, url, events }) {
    const { database, vault } = services
    const secret = `whsec_${randomBytes(32).toString('base64')}`
    const sealedSecret = vault.seal(secret)
    const webhook = await createWebhook(database, { companyId, name, url, events, sealedSecret }, now)
    return { webhook: show(webhook), secret }
  },
  async updateWebhook(context, { webhook: id, name, url, events, isEnabled }) {
    const before = await require(context, id)
    const next = {
      ...before,
      name: name ?? before.name,
      url: url ?? before.url,
      events: events ?? before.events,
      isEnabled: isEnabled ?? before.isEnabled
    }
    await saveWebhook(context.services.database, next)
    return show(next)
  },
  async deleteWebhook(context, { webhook }) {
    await deleteWebhook(context.services.database, await require(context, webhook))
    return { ok: true }
  },
  async listCalls(context, { webhook }) {
    const { id } = await require(context, webhook)
    return { items: (await callsOf(context, id)).map(showCall), next: null }
  },
  async replayCall(context, { webhook, call }) {
    const { id } = await require(context, webhook)
    const found = (await callsOf(context, id)).find(one => one.id === call)
    if (!found) throw new ChatError('not-found', 'call: this webhook has no call with this id')
    const { database, deliveries } = context.services
    await settle(database, found.id, { state: 'waiting', problem: null, nextAt: context.now }, context.now)
    void deliveries.run()
    return { ok: true }
  }
}

async function require({ services, companyId }: Context, id: string): Promise<Stored> {
  const found = await findWebhook(services.database, companyId, id)
  if (!found) throw new ChatError('not-found', 'webhook: no webhook of this company has this id')
  return found
}

const callsOf = ({ services, companyId }: Context, ref: string) =>
  deliveriesOf(services.database, { companyId, ref }, MOST_CALLS)

const show = ({ companyId: _own, sealedSecret: _secret, cursor: _cursor, ...webhook }: Stored): Webhook =>
  webhook

const showCall = ({ id, payload, state, tries, problem, createdAt, doneAt }: Delivery): Call => ({
  id,
  event: (payload as Told).type,
  state,
  tries,
  problem,
  createdAt,
  doneAt
})
