import { afterAll } from 'vitest'
import { startPostgres } from '#test/kit/postgres'
import { searchContract } from './search.ts'

searchContract('SQLite', async () => undefined)

let stop: (() => Promise<void>) | undefined
searchContract('PostgreSQL', async () => {
  const postgres = await startPostgres()
  stop = postgres.stop
  return await postgres.createDatabase('search')
})
afterAll(() => stop?.())
