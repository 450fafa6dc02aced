import { resolve } from 'node:path'
import { ChatError, ERRORS, type ErrorCode } from '#protocol/errors'
import { encode } from '#protocol/codec'
import type { Bus } from '#server/bus/bus'
import { connectBus } from '#server/bus/connect'
import { silentReport } from '#server/report'
import { readConfig, type Config } from '#server/config'
import {
  adminSocketPath,
  databasePath,
  filesPath,
  lockDataDir,
  prepareDataDir,
  readMasterKey
} from '#server/data-dir'
import { createVault } from '#server/vault'
import { createFileStore } from '#server/file-store'
import { commitBatch, type Op, type Outcome } from '#server/store/commit'
import { openDatabase, type Database } from '#server/store/db'
import { migrate } from '#server/store/migrate'
import { COMMANDS, isCommand, runCommand } from './commands.ts'
import { askServer } from './local.ts'

type Options = Record<string, string | boolean>

/** openzc admin COMMAND: through the running server, else on the data itself. */
export async function admin([command]: string[], { json: _json, help, ...given }: Options) {
  if (!command || help) return void console.log(listCommands())
  if (!isCommand(command))
    throw new ChatError('not-found', `There is no admin command ${command}.\n${listCommands()}`)
  // The server may have been started in another folder
  const args = typeof given['file'] === 'string' ? { ...given, file: resolve(given['file']) } : given
  const config = readConfig(process.env)
  prepareDataDir(config.dataDir)
  const answer = await askServer(adminSocketPath(config.dataDir), command, args)
  if (!answer) return await runHere(command, args)
  if ('result' in answer) return answer.result
  const code = answer.error.code in ERRORS ? (answer.error.code as ErrorCode) : 'internal'
  throw new ChatError(code, answer.error.message)
}

/** openzc platform create|invite|remove|list */
export const platform = async ([what = '']: string[], options: Options) =>
  await admin(what && !options['help'] ? [`platform-${what}`] : [], options)

async function runHere(command: keyof typeof COMMANDS, args: Options) {
  const config = readConfig(process.env)
  const lock = lockDataDir(config.dataDir)
  if (!lock)
    throw new ChatError(
      'unavailable',
      `${config.dataDir} is in use by a server that does not answer; stop it first`
    )
  const database = await openDatabase(config.databaseUrl ?? databasePath(config.dataDir))
  try {
    await migrate(database.write)
    const origin = config.publicOrigin ?? `http://${config.host}:${config.port}`
    const vault = createVault(readMasterKey(config.dataDir, config.secretKey))
    // No server works on this folder, but perhaps others on the same database
    const bus = config.redisUrl ? await openBus(config) : undefined
    const tell = (topic: string) => (text: string) => bus?.publish(topic, text)
    const context = {
      database,
      vault,
      origin,
      now: Date.now,
      signOut: tell('revoked'),
      files: createFileStore(filesPath(config.sharedDir)),
      commit: (op: Op) => commitHere(database, bus, op),
      recheckVisitors: tell('rules'),
      channelsChanged: tell('channels'),
      deskChanged: tell('desk'),
      platformsChanged: (companyIds: string[]) => {
        companyIds.forEach(tell('desk'))
        tell('referrals')('')
      }
    }
    try {
      return await runCommand(context, command, args)
    } finally {
      await bus?.close()
    }
  } finally {
    await database.close()
    lock.release()
  }
}

/** Others may work on the same database: they tell those who are connected to them. */
async function commitHere(database: Database, bus: Bus | undefined, op: Op): Promise<Outcome> {
  const [outcome] = await commitBatch(database, [op], Date.now())
  if (outcome!.ok) {
    for (const entry of outcome!.entries)
      bus?.publish(`timeline ${op.uid}`, ` ${encode({ type: 'entry', uid: op.uid, entry })}`)
    bus?.publish('stored', op.companyId)
  }
  return outcome!
}

async function openBus(config: Config): Promise<Bus> {
  const masterKey = readMasterKey(config.dataDir, config.secretKey)
  const bus = connectBus(config, { masterKey, report: silentReport })
  for (const end = Date.now() + BUS_WITHIN_MS; Date.now() < end && !bus.isUp();)
    await new Promise(resolve => setTimeout(resolve, 20))
  if (bus.isUp()) return bus
  await bus.close()
  throw new ChatError('unavailable', 'Redis does not answer: the running servers would not hear of it')
}

const BUS_WITHIN_MS = 3_000

const listCommands = () =>
  [
    'openzc admin COMMAND --option value …',
    ...Object.entries(COMMANDS).map(([name, { says }]) => `  ${name.padEnd(15)} ${says}`)
  ].join('\n')
