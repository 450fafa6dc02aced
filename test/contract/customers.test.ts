import { afterAll } from 'vitest'
import { startPostgres } from '#test/kit/postgres'
import { customersContract } from './customers.ts'

customersContract('SQLite', async () => undefined)

let stop: (() => Promise<void>) | undefined
customersContract('PostgreSQL with a pool', async () => {
  const postgres = await startPostgres()
  stop = postgres.stop
  return await postgres.createDatabase('contract')
})
afterAll(() => stop?.())
