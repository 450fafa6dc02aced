import { randomBytes } from 'node:crypto'
import { ChatError } from '#protocol/errors'
import type { Channel, CHANNELS as TABLE } from '#protocol/api/channels'
import { languageOf } from '#texts/languages'
import { ALL_COUNT } from '#server/desk/routing'
import { contextOf } from '#server/admin/local'
import {
  channelsOf,
  companyById,
  createChannel,
  nameChannel,
  saveChannel,
  setChannelKeys,
  type Channel as Stored,
  type ChannelSettings
} from '#server/store/companies'
import { pageOfAll } from '#server/store/page'
import { robotsOf } from '#server/store/robots'
import type { Context, Handlers } from './caller.ts'
import { snippetFor } from './snippet.ts'

export const CHANNELS: Handlers<keyof typeof TABLE> = {
  async listChannels(context, asked) {
    const { items, next } = pageOfAll(await channelsHere(context), asked, ({ number }) => String(number))
    return { items: await Promise.all(items.map(one => show(context, one))), next }
  },
  async createChannel(context, { kind, name, ...rest }) {
    const { services, companyId, now } = context
    const given = toSettings({}, rest)
    await check(context, given)
    const { number } = await createChannel(
      services.database,
      { companyId, kind, name, settings: changed({}, given) },
      now
    )
    return await showNumber(context, number)
  },
  async updateChannel(context, { channel, name, ...rest }) {
    const { services, companyId } = context
    const before = await requireChannel(context, channel)
    const given = toSettings(before.settings, rest)
    await check(context, given)
    if (given.require && given.require !== 'none' && !before.sealedKey)
      throw new ChatError('conflict', 'require: make a key first, or nobody could be let in')
    const settings = changed(before.settings, given) as ChannelSettings
    await saveChannel(services.database, { ...before, settings })
    if (name !== undefined) await nameChannel(services.database, before.id, name)
    if (settings.require !== before.settings.require) services.hub.recheckVisitors(companyId)
    contextOf(services).channelsChanged(companyId)
    if (given.unsigned) contextOf(services).deskChanged(companyId)
    return await showNumber(context, channel)
  },
  async rotateChannelKey(context, { channel }) {
    const { services } = context
    const { id, sealedKey } = await requireChannel(context, channel)
    const key = randomBytes(32).toString('base64url')
    await setChannelKeys(services.database, id, {
      sealedKey: services.vault.seal(key),
      sealedOldKey: sealedKey
    })
    return { key }
  },
  async dropOldChannelKey(context, { channel }) {
    const { services, companyId } = context
    const { id, sealedKey } = await requireChannel(context, channel)
    await setChannelKeys(services.database, id, { sealedKey, sealedOldKey: null })
    services.hub.recheckVisitors(companyId)
    return await showNumber(context, channel)
  }
}

type SiteChannel = Omit<Stored, 'kind'> & { kind: Channel['kind'] }

type Changes = Partial<Omit<ChannelSettings, 'locale' | 'robot'>> & {
  locale?: string | null | undefined
  robot?: number | null | undefined
}

type Given = { [K in Exclude<keyof Changes, 'words' | 'unsigned'>]?: Changes[K] | undefined } & {
  agentHello?: string | null | undefined
  offline?: string | null | undefined
  unsignedVip?: boolean | undefined
  unsignedFirst?: boolean | undefined
  unsignedRouting?: boolean | undefined
}

/** The fields of a form as the settings that they are part of. */
function toSettings(
  { words = {}, unsigned = ALL_COUNT }: Partial<ChannelSettings>,
  { agentHello, offline, unsignedVip, unsignedFirst, unsignedRouting, ...rest }: Given
): { [K in keyof Changes]: Changes[K] | undefined } {
  const said = Object.entries({
    agentHello: agentHello === undefined ? words.agentHello : agentHello,
    offline: offline === undefined ? words.offline : offline
  }).filter(([, text]) => text)
  const claims = [unsignedVip, unsignedFirst, unsignedRouting].some(one => one !== undefined)
  return {
    ...rest,
    ...(agentHello === undefined && offline === undefined ? {} : { words: Object.fromEntries(said) }),
    ...(claims
      ? {
          unsigned: {
            vip: unsignedVip ?? unsigned.vip,
            queueFirst: unsignedFirst ?? unsigned.queueFirst,
            routing: unsignedRouting ?? unsigned.routing
          }
        }
      : {})
  }
}

/** What is not named stays; null takes away. */
function changed(
  settings: Partial<ChannelSettings>,
  given: { [K in keyof Changes]: Changes[K] | undefined }
) {
  const next: Record<string, unknown> = { ...settings }
  for (const [name, value] of Object.entries(given)) {
    if (value === null) delete next[name]
    else if (value !== undefined) next[name] = value
  }
  return next as Partial<ChannelSettings>
}

async function check(
  { services, companyId }: Context,
  { robot, locale }: { robot?: number | null | undefined; locale?: string | null | undefined }
) {
  if (locale && !languageOf(locale)) throw new ChatError('bad-request', 'locale: is no language of ours')
  if (robot == null) return
  if (!(await robotsOf(services.database, companyId)).some(one => one.number === robot))
    throw new ChatError('bad-request', 'robot: no robot of this company has this number')
}

/** Of the site: a mini program's is its own. */
async function channelsHere({ services, companyId }: Context): Promise<SiteChannel[]> {
  const all = await channelsOf(services.database, companyId)
  return all.flatMap(({ kind, ...one }) => (kind === 'wechat' ? [] : [{ ...one, kind }]))
}

async function requireChannel(context: Context, number: number): Promise<SiteChannel> {
  const found = (await channelsHere(context)).find(one => one.number === number)
  if (!found) throw new ChatError('not-found', 'channel: no channel of this company has this number')
  return found
}

const showNumber = async (context: Context, number: number) =>
  show(context, await requireChannel(context, number))

async function show({ services, companyId, origin }: Context, channel: SiteChannel): Promise<Channel> {
  const { number, kind, name, settings, sealedKey, sealedOldKey } = channel
  const { words, unsigned = ALL_COUNT, ...rest } = settings
  const { sysnum } = (await companyById(services.database, companyId))!
  return {
    number,
    kind,
    name,
    ...rest,
    agentHello: words?.agentHello ?? null,
    offline: words?.offline ?? null,
    unsignedVip: unsigned.vip,
    unsignedFirst: unsigned.queueFirst,
    unsignedRouting: unsigned.routing,
    timeouts: settings.timeouts ?? [],
    locale: settings.locale ?? null,
    robot: settings.robot ?? null,
    mode: settings.mode ?? 2,
    hasKey: sealedKey !== null,
    hasOldKey: sealedOldKey !== null,
    snippet: kind === 'h5' ? '' : snippetFor({ origin, sysnum, number }),
    link: `${origin}/chat/${kind === 'h5' ? 'h5' : 'pc'}/v2/index.html?sysnum=${sysnum}&channelid=${number}`
  }
}
