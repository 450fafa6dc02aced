import { afterAll } from 'vitest'
import { startPostgres } from '#test/kit/postgres'
import { storeContract } from './store.ts'

storeContract('SQLite', async () => undefined)

let stop: (() => Promise<void>) | undefined
storeContract('PostgreSQL with a pool', async () => {
  const postgres = await startPostgres()
  stop = postgres.stop
  return await postgres.createDatabase('contract')
})
afterAll(() => stop?.())
