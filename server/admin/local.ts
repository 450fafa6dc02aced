import { createServer, request } from 'node:http'
import { chmodSync, rmSync } from 'node:fs'
import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { announceAgents } from '#server/socket/frames/desk'
import { announceBrowsing } from '#server/socket/frames/visit'
import { isCommand, runCommand, type AdminContext } from './commands.ts'

/** Commands for a running server, over a socket that only the user who runs it can open. */
export async function listenForAdmin(path: string, services: Services): Promise<{ close(): Promise<void> }> {
  const context = contextOf(services)
  const server = createServer(async (incoming, response) => {
    let text = ''
    for await (const chunk of incoming) text += String(chunk)
    const answer = await carryOut(text).catch(error => ({ error: describe(error) }))
    response.end(JSON.stringify(answer))
  })
  async function carryOut(text: string) {
    const { command, args } = JSON.parse(text) as { command: string; args: Record<string, unknown> }
    if (!isCommand(command)) throw new ChatError('not-found', `no such command: ${command}`)
    return { result: await runCommand(context, command, args) }
  }
  // The data folder is locked by us: what lies there is left over from a process that was killed
  rmSync(path, { force: true })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  chmodSync(path, 0o600)
  return { close: () => new Promise(resolve => server.close(() => resolve())) }
}

/** What commands work with while the server runs. */
export function contextOf(services: Services): AdminContext {
  const { database, clock, config, hub, vault, report, robots } = services
  return {
    database,
    now: clock.now,
    origin: config.publicOrigin ?? `http://${config.host}:${config.port}`,
    vault,
    signOut: hub.endSessionsOf,
    files: services.files,
    commit: op => services.writer.submit(op),
    recheckVisitors: hub.recheckVisitors,
    channelsChanged(companyId) {
      services.bus.publish('channels', companyId)
      robots.forget(companyId)
      announceBrowsing(services, companyId).catch(error => report('desk-failed', { error: String(error) }))
    },
    deskChanged(companyId) {
      services.assigner.changed(companyId)
      announceAgents(services, companyId).catch(error => report('desk-failed', { error: String(error) }))
    },
    platformsChanged(companyIds) {
      companyIds.forEach(services.assigner.changed)
      services.bus.publish('referrals', '')
      services.referrals.look()
    }
  }
}

export type AdminAnswer = { result: Record<string, unknown> } | { error: { code: string; message: string } }

/** Undefined when no server listens there. */
export function askServer(
  path: string,
  command: string,
  args: Record<string, unknown>
): Promise<AdminAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: path, method: 'POST', path: '/' }, async response => {
      let text = ''
      for await (const chunk of response) text += String(chunk)
      resolve(JSON.parse(text) as AdminAnswer)
    })
    call.on('error', error =>
      ['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')
        ? resolve(undefined)
        : reject(error)
    )
    call.end(JSON.stringify({ command, args }))
  })
}

export function describe(error: unknown): { code: string; message: string } {
  if (error instanceof ChatError) return { code: error.code, message: error.message }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
}
