import { afterAll } from 'vitest'
import { startPostgres } from '#test/kit/postgres'
import { pushContract } from './push.ts'

pushContract('SQLite', async () => undefined)

let stop: (() => Promise<void>) | undefined
pushContract('PostgreSQL with a pool', async () => {
  const postgres = await startPostgres()
  stop = postgres.stop
  return await postgres.createDatabase('contract')
})
afterAll(() => stop?.())
