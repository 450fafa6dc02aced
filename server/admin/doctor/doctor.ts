import { existsSync } from 'node:fs'
import { readConfig } from '#server/config'
import { adminSocketPath, prepareDataDir } from '#server/data-dir'
import type { Check } from './check.ts'
import { buildIsThere, diskSpace, nodeVersion, publicAddress } from './machine.ts'
import { clockIsRight, databaseAnswers, mailIsTaken, processes } from './services.ts'
import { throughTheDoor } from './through-the-door.ts'

/** openzc doctor: each line a check; exit code 1 when one fails. With a server that runs, also what a browser meets on its way to it. */
export async function doctor(): Promise<Record<string, unknown>> {
  const config = readConfig(process.env)
  prepareDataDir(config.dataDir)
  const checks: Check[] = [
    nodeVersion(),
    diskSpace(config),
    buildIsThere(),
    publicAddress(config),
    await databaseAnswers(config),
    await processes(config),
    await clockIsRight(config),
    await mailIsTaken(config),
    ...(existsSync(adminSocketPath(config.dataDir))
      ? await throughTheDoor(config)
      : [{ check: 'server', ok: true, says: 'it does not run; asked while it does, more is checked' }])
  ]
  if (checks.some(({ ok }) => !ok)) process.exitCode = 1
  return Object.fromEntries(checks.map(({ check, ok, says }) => [check, `${ok ? 'ok' : 'MEND'}: ${says}`]))
}
