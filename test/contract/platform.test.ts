import { afterAll } from 'vitest'
import { startPostgres } from '#test/kit/postgres'
import { platformContract } from './platform.ts'

platformContract('SQLite', async () => undefined)

let stop: (() => Promise<void>) | undefined
platformContract('PostgreSQL with a pool', async () => {
  const postgres = await startPostgres()
  stop = postgres.stop
  return await postgres.createDatabase('platform')
})
afterAll(() => stop?.())
