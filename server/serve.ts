import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { createApp } from './app.ts'
import { loadAssets } from './assets.ts'
import { connectBus } from './bus/connect.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import {
  adminSocketPath,
  databasePath,
  filesPath,
  lockDataDir,
  prepareDataDir,
  readMasterKey
} from './data-dir.ts'
import { createFileStore } from './file-store.ts'
import { createLogReport } from './report.ts'
import { acceptSockets } from './socket/accept.ts'
import { openDatabase } from './store/db.ts'
import { migrate } from './store/migrate.ts'
import { listenForAdmin } from './admin/local.ts'
import type { Services } from './services.ts'

export type Running = { url: string; services: Services; stop(): Promise<void> }

const ASSETS = new URL('../dist/', import.meta.url).pathname
const SWEEP_MS = 10_000
const LAST_REQUESTS_MS = 3_000
/** Longer than proxies keep theirs (60 s is usual): whoever closes first must be the one that asks, or a request meets a closed door. */
const KEEP_ALIVE_MS = 75_000

/** Starts a server on the data that the config names; resolves when it takes connections. */
export async function serve(config: Config): Promise<Running> {
  prepareDataDir(config.dataDir)
  const lock = lockDataDir(config.dataDir)
  if (!lock)
    throw new Error(`Another server works on ${config.dataDir}. Stop it, or set DATA_DIR to another folder.`)
  const report = createLogReport(config.logLevel)
  const database = await openDatabase(config.databaseUrl ?? databasePath(config.dataDir))
  const migrated = await migrate(database.write)
  if (migrated.length > 0) report('migrated', { migrated })
  const masterKey = readMasterKey(config.dataDir, config.secretKey)
  const bus = connectBus(config, { masterKey, report })
  const { services, http } = createApp({
    config,
    database,
    bus,
    files: createFileStore(filesPath(config.sharedDir)),
    masterKey,
    clock: systemClock,
    report,
    assets: loadAssets(ASSETS)
  })
  const server = createAdaptorServer({ fetch: http.app.fetch }) as Server
  server.keepAliveTimeout = KEEP_ALIVE_MS
  const sockets = acceptSockets(server, services)
  const sweeper = setInterval(http.lines.sweep, SWEEP_MS).unref()
  const admin = await listenForAdmin(adminSocketPath(config.dataDir), services)
  services.roster.start()
  const stopRobots = services.robots.start()
  const stopTimeouts = services.timeouts.start()
  await services.assigner.start()
  const stopReferrals = services.referrals.start()
  const stopDeliveries = services.deliveries.start()
  const stopWebhooks = services.webhooks.start()
  const stopRetention = services.retention.start()
  const stopSearch = services.search.start()
  const stopChannels = services.channels.start()
  const port = await listen(server, config)
  const url = config.publicOrigin ?? `http://${config.host}:${port}`
  report('started', { url, database: database.kind })

  async function stop() {
    report('stopping')
    clearInterval(sweeper)
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    sockets.closeAll()
    http.lines.endAll()
    services.presence.close()
    stopRobots()
    await stopWebhooks()
    await services.push.drain()
    await stopRetention()
    await stopReferrals()
    await stopDeliveries()
    await services.reports.close()
    await stopSearch()
    await stopChannels()
    await services.search.close()
    stopTimeouts()
    await services.timeouts.settled()
    await services.robots.drain()
    await services.greeter.drain()
    await services.assigner.close()
    await services.queueNews.settled()
    await services.writer.drain()
    await services.receipts.drain()
    await services.outbound.close()
    await services.tracks.flush()
    await services.trail.drain()
    await Promise.race([closed, new Promise(resolve => setTimeout(resolve, LAST_REQUESTS_MS))])
    server.closeAllConnections()
    await admin.close()
    services.hub.close()
    services.roster.close()
    await bus.close()
    await database.close()
    lock!.release()
    report('stopped')
  }
  return { url, services, stop: once(stop) }
}

function listen(server: Server, { port, host }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      reject(inUse ? new Error(`Port ${port} on ${host} is in use. Set PORT to another one.`) : error)
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function once(fn: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= fn())
}
