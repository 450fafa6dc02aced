import { randomBytes, randomUUID } from 'node:crypto'
import { ChatError } from '#protocol/errors'
import type { Tracker, TRACKERS as TABLE } from '#protocol/api/trackers'
import {
  createTrackerApp,
  deleteTrackerApp,
  findTrackerApp,
  saveTrackerApp,
  trackerAppsOf,
  type TrackerApp
} from '#server/store/tracker-apps'
import { filteredOf, receivedEvents, type IdKind, type Ids } from '#server/store/trail'
import type { Context, Handlers } from './caller.ts'

export const TRACKERS: Handlers<keyof typeof TABLE> = {
  async listTrackers({ services, companyId }, asked) {
    const { items, next } = await trackerAppsOf(services.database, companyId, asked)
    return { items: items.map(show), next }
  },
  async createTracker({ services, companyId, now }, { secret, ...given }) {
    const made = await createTrackerApp(
      services.database,
      {
        ...given,
        companyId,
        companyToken: randomUUID(),
        appkey: randomBytes(16).toString('hex'),
        sealedSecret: secret ? services.vault.seal(secret) : null
      },
      now
    )
    if (!made) throw new ChatError('conflict', 'appId: there is one with this AppID')
    return show(made)
  },
  async updateTracker(context, { tracker, secret, ...given }) {
    const before = await require(context, tracker)
    const { database, vault } = context.services
    const next: TrackerApp = {
      ...before,
      name: given.name ?? before.name,
      products: given.products ?? before.products,
      orders: given.orders ?? before.orders,
      events: given.events ?? before.events,
      sealedSecret: secret === undefined ? before.sealedSecret : secret ? vault.seal(secret) : null
    }
    await saveTrackerApp(database, next)
    return show(next)
  },
  async deleteTracker(context, { tracker }) {
    await deleteTrackerApp(context.services.database, await require(context, tracker))
    return { ok: true }
  },
  async listTrackedEvents(context, { tracker, ...asked }) {
    const { id } = await require(context, tracker)
    const { items, next } = await receivedEvents(context.services.database, id, asked)
    return { items: items.map(({ ids, ...event }) => ({ ...event, ids: spell(ids) })), next }
  },
  async listFilteredProperties(context, { tracker }) {
    const { id } = await require(context, tracker)
    return { items: await filteredOf(context.services.database, id), next: null }
  }
}

/** As the tracker's calls spell them. */
const SPELLINGS: Partial<Record<IdKind, string>> = {
  user_id: 'userID',
  buss_id: 'bussid',
  ali_user_id: 'aliUserId'
}
const spell = (ids: Ids): Record<string, string> =>
  Object.fromEntries(Object.entries(ids).map(([kind, value]) => [SPELLINGS[kind as IdKind] ?? kind, value]))

async function require({ services, companyId }: Context, id: string): Promise<TrackerApp> {
  const found = await findTrackerApp(services.database, companyId, id)
  if (!found) throw new ChatError('not-found', 'tracker: no mini program of this company has this id')
  return found
}

const show = ({ companyId: _own, sealedSecret, ...app }: TrackerApp): Tracker => ({
  ...app,
  hasSecret: sealedSecret !== null
})
