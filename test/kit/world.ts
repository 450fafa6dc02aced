import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '#server/app'
import type { Assets } from '#server/assets'
import type { Bus } from '#server/bus/bus'
import { createMemoryBus } from '#server/bus/memory'
import type { Clock } from '#server/clock'
import type { Config } from '#server/config'
import { createFileStore } from '#server/file-store'
import { silentReport, type Report } from '#server/report'
import { openDatabase } from '#server/store/db'
import type { Writer } from '#server/store/writer'
import { migrate } from '#server/store/migrate'
import {
  createAgent,
  createAgentSession,
  type AgentAccount,
  type AgentRole,
  type SignedIn
} from '#server/store/agents'
import { createChannel, createCompany, type Company } from '#server/store/companies'
import { createTimeline } from '#server/store/timelines'
import { createSecret, hashSecret } from '#server/secrets'

export type World = Awaited<ReturnType<typeof createWorld>>

export type WorldOptions = {
  clock: Clock
  /** postgres://… ; a SQLite file of its own without it. */
  databaseUrl?: string
  sysnum?: string
  /** Of the process; one of its own without it. */
  bus?: Bus
  /** Stands between the sessions and the writer: to plant bugs. */
  wrapWriter?(writer: Writer): Writer
  report?: Report
  config?: Partial<Config>
  /** What the build has made; without it pages are stubs. */
  assets?: Assets
}

const ASSETS: Assets = {
  find: () => undefined,
  text: path => (path.endsWith('.js') ? 'run(__OPENZC_SETTINGS__)' : '<script>__OPENZC_PAGE__</script>')
}

/** A server without ports, on a real database, with one company. */
export async function createWorld({
  clock,
  databaseUrl,
  sysnum = '0'.repeat(31) + '1',
  bus = createMemoryBus().connect(),
  wrapWriter = one => one,
  report = silentReport,
  config = {},
  assets = ASSETS
}: WorldOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-'))
  const url = databaseUrl ?? join(folder, 'openzc.sqlite')
  const database = await openDatabase(url)
  await migrate(database.write)
  const { services, http } = createApp({
    config: {
      port: 0,
      host: '127.0.0.1',
      dataDir: folder,
      databaseUrl: undefined,
      redisUrl: undefined,
      sharedDir: folder,
      publicOrigin: undefined,
      trustProxy: 0,
      smtpUrl: undefined,
      mailFrom: undefined,
      outboundAllow: [],
      wechatApi: 'https://api.weixin.qq.com',
      logLevel: 'silent',
      secretKey: undefined,
      ...config
    },
    database,
    bus,
    files: createFileStore(join(folder, 'files')),
    masterKey: Buffer.alloc(32, 7),
    clock,
    report,
    assets,
    gatherMs: 0
  })
  services.writer = wrapWriter(services.writer)
  const company = await makeCompany(sysnum, 'Demo')

  async function makeCompany(sysnum: string, name: string): Promise<Company> {
    const made = await createCompany(database, { sysnum, name }, clock.now())
    await createChannel(database, { companyId: made.id, kind: 'desktop', name: 'Website' }, clock.now())
    return made
  }

  return {
    services,
    http,
    database,
    company,
    makeCompany,
    makeAgent: (name: string, role: AgentRole = 'agent', companyId = company.id): Promise<AgentAccount> =>
      createAgent(
        database,
        { companyId, email: `${name}-${companyId}@example.com`, name, role },
        clock.now()
      ),
    /** The account with a session of its own, as the socket has it. */
    async signIn(agent: AgentAccount): Promise<SignedIn> {
      return { ...agent, session: hashSecret(await createAgentSession(database, agent, 'test', clock.now())) }
    },
    makeVisitor: (companyId = company.id): Promise<string> =>
      createTimeline(database, { companyId, secret: createSecret() }, clock.now()),
    async close() {
      await services.writer.drain()
      await services.reports.close()
      await services.search.close()
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
