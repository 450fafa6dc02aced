import { randomBytes } from 'node:crypto'
import { ChatError } from '#protocol/errors'
import type { MiniProgram, MINI_PROGRAMS as TABLE } from '#protocol/api/mini-programs'
import type { Secrets } from '#server/channels/wechat/apps'
import { contextOf } from '#server/admin/local'
import { agentById } from '#server/store/agents'
import {
  channelsOf,
  createChannel,
  nameChannel,
  saveChannel,
  type ChannelSettings
} from '#server/store/companies'
import { groupsOf } from '#server/store/groups'
import {
  createMiniProgram,
  miniProgramById,
  miniProgramOfApp,
  miniProgramsOf,
  noteFailing,
  noteWell,
  saveSecrets,
  type MiniProgram as Stored
} from '#server/store/mini-programs'
import { findTimeline } from '#server/store/timelines'
import { pageOfAll } from '#server/store/page'
import { robotsOf } from '#server/store/robots'
import type { Context, Handlers } from './caller.ts'

export const MINI_PROGRAMS: Handlers<keyof typeof TABLE> = {
  async listMiniPrograms(context, asked) {
    const all = await miniProgramsOf(context.services.database, context.companyId)
    const { items, next } = pageOfAll(all, asked, ({ id }) => id)
    return { items: await Promise.all(items.map(one => show(context, one))), next }
  },
  async bindMiniProgram(
    context,
    { name, appId, robot, mode, group, agent, token = createToken(), ...secrets }
  ) {
    const { services, companyId, now } = context
    const { database, channels } = services
    if (await miniProgramOfApp(database, appId))
      throw new ChatError('conflict', 'appId: this mini program is bound already')
    await checkRobot(context, robot)
    const serve = await readServe(context, { group, agent }, undefined)
    const channel = await createChannel(
      database,
      {
        companyId,
        kind: 'wechat',
        name,
        settings: { ...(robot ? { robot } : {}), ...(mode ? { mode } : {}), ...(serve ? { serve } : {}) }
      },
      now
    )
    const sealed = channels.wechat.apps.seal({ ...secrets, token })
    const id = await createMiniProgram(database, { companyId, channelId: channel.id, appId, sealed }, now)
    contextOf(services).channelsChanged(companyId)
    return await show(context, await require(context, id))
  },
  async updateMiniProgram(context, { miniProgram, name, robot, mode, group, agent, ...changed }) {
    const { services, companyId } = context
    const { database, channels } = services
    const before = await require(context, miniProgram)
    await checkRobot(context, robot)
    const given = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined))
    const secrets: Secrets = { ...channels.wechat.apps.secretsOf(before), ...given }
    await saveSecrets(database, before.id, channels.wechat.apps.seal(secrets))
    const channel = (await channelsOf(database, companyId)).find(({ id }) => id === before.channelId)!
    const { robot: _was, serve: served, ...settings } = channel.settings
    const serve = await readServe(context, { group, agent }, served)
    const kept = robot === undefined ? channel.settings.robot : (robot ?? undefined)
    await saveChannel(database, {
      ...channel,
      settings: {
        ...settings,
        ...(kept ? { robot: kept } : {}),
        ...(mode ? { mode } : {}),
        ...(serve ? { serve } : {})
      }
    })
    if (name !== undefined) await nameChannel(database, channel.id, name)
    contextOf(services).deskChanged(companyId)
    contextOf(services).channelsChanged(companyId)
    return await show(context, await require(context, miniProgram))
  },
  async checkMiniProgram(context, { miniProgram }) {
    const { database, channels } = context.services
    const program = await require(context, miniProgram)
    try {
      await channels.wechat.apps.check(program)
      await noteWell(database, program.id)
    } catch (error) {
      await noteFailing(database, program.id, String(error), context.now)
    }
    return await show(context, await require(context, miniProgram))
  },
  async resendToMiniProgram({ services, companyId }, { visitor, seq }) {
    const timeline = await findTimeline(services.database, visitor)
    const isOurs = timeline?.companyId === companyId
    if (!isOurs || !(await services.channels.wechat.outbox.again(visitor, Number(seq))))
      throw new ChatError('not-found', 'seq: no message that has not gone out is there')
    return { ok: true }
  }
}

/** Letters and digits only: the platform takes nothing else. */
const createToken = () => randomBytes(16).toString('hex')

async function require({ services, companyId }: Context, id: string): Promise<Stored> {
  const found = await miniProgramById(services.database, id)
  if (found?.companyId !== companyId)
    throw new ChatError('not-found', 'miniProgram: this company has bound none with this id')
  return found
}

type Serve = ChannelSettings['serve']

/** What is not named stays; the one that is named takes the other's place. */
async function readServe(
  { services, companyId }: Context,
  { group, agent }: { group?: string | null | undefined; agent?: string | null | undefined },
  before: Serve
): Promise<Serve> {
  if (group && agent) throw new ChatError('bad-request', 'agent: a group or one agent, not both')
  if (group && !(await groupsOf(services.database.write, companyId)).some(({ id }) => id === group))
    throw new ChatError('bad-request', 'group: no group of this company has this id')
  if (agent && (await agentById(services.database, agent))?.companyId !== companyId)
    throw new ChatError('bad-request', 'agent: no agent of this company has this id')
  if (group) return { kind: 'group', id: group }
  if (agent) return { kind: 'agent', id: agent }
  const isTaken = before?.kind === 'group' ? group === null : agent === null
  return isTaken ? undefined : before
}

async function checkRobot({ services, companyId }: Context, robot: number | null | undefined) {
  if (robot == null) return
  if (!(await robotsOf(services.database, companyId)).some(one => one.number === robot))
    throw new ChatError('bad-request', 'robot: no robot of this company has this number')
}

async function show({ services, companyId }: Context, program: Stored): Promise<MiniProgram> {
  const { database, channels } = services
  const channel = (await channelsOf(database, companyId)).find(({ id }) => id === program.channelId)!
  const { id, appId, verifiedAt, pushedAt, failingSince, problem } = program
  return {
    id,
    name: channel.name,
    appId,
    channel: channel.number,
    url: `${contextOf(services).origin}/channels/wechat/${id}`,
    token: channels.wechat.apps.secretsOf(program).token,
    state: failingSince !== null ? 'failing' : verifiedAt === null && pushedAt === null ? 'new' : 'verified',
    verifiedAt,
    pushedAt,
    failingSince,
    problem,
    robot: channel.settings.robot ?? null,
    mode: channel.settings.mode ?? 3,
    group: channel.settings.serve?.kind === 'group' ? channel.settings.serve.id : null,
    agent: channel.settings.serve?.kind === 'agent' ? channel.settings.serve.id : null
  }
}
