import { existsSync, statfsSync } from 'node:fs'
import type { Config } from '#server/config'
import type { Check } from './check.ts'

// What is true of this machine and of the settings.

export const nodeVersion = (): Check => ({
  check: 'node',
  ok: Number(process.versions.node.split('.')[0]) >= 24,
  says: process.version
})

export function diskSpace({ dataDir }: Config): Check {
  const { bavail, bsize } = statfsSync(dataDir)
  const free = Math.floor((bavail * bsize) / 1024 ** 2)
  return { check: 'disk', ok: free > 500, says: `${free} MB free for ${dataDir}` }
}

export function buildIsThere(): Check {
  const ok = existsSync(new URL('../../../dist/loader/entrance.js', import.meta.url))
  return { check: 'build', ok, says: ok ? 'the pages are built' : 'run npm run build' }
}

export function publicAddress({ publicOrigin, host, trustProxy }: Config): Check {
  const loopback = host === '127.0.0.1' || host === 'localhost'
  if (publicOrigin?.startsWith('https:'))
    return {
      check: 'address',
      ok: trustProxy > 0 || !loopback,
      says: `${publicOrigin}${trustProxy > 0 ? '' : '; behind a proxy set TRUST_PROXY=1, else every visitor has its address'}`
    }
  return {
    check: 'address',
    ok: loopback,
    says: loopback
      ? 'only this machine can connect'
      : 'set PUBLIC_URL to the https address: over plain http identities can be read on the way'
  }
}
