import { afterAll } from 'vitest'
import { startPostgres } from '#test/kit/postgres'
import { trailContract } from './trail.ts'

let stop: (() => Promise<void>) | undefined
trailContract('SQLite', async () => undefined)
trailContract('PostgreSQL', async () => {
  const postgres = await startPostgres()
  stop = postgres.stop
  return await postgres.createDatabase('trail')
})
afterAll(() => stop?.())
