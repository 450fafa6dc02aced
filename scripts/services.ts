// The database, the bus and the proxy for the tests: installs what Debian has of them where the machine and npm have nothing, or says exactly what is missing.
import { findBinaries } from '../test/kit/postgres/binaries.ts'
import { findNginx } from '../test/kit/nginx.ts'
import { findRedis } from '../test/kit/redis.ts'
import { install } from './apt.ts'

const missing = [
  { find: findBinaries, debian: 'postgresql' },
  { find: findRedis, debian: 'redis-server' },
  { find: findNginx, debian: 'nginx-light' }
].flatMap(({ find, debian }) => (isThere(find) ? [] : [debian]))
install(missing, 'The tests with several processes and behind a proxy')

function isThere(find: () => unknown): boolean {
  try {
    find()
    return true
  } catch {
    return false
  }
}
