import { afterAll } from 'vitest'
import { startPostgres } from '#test/kit/postgres'
import { assignerContract } from './assigner.ts'

assignerContract('SQLite', async () => undefined)

let stop: (() => Promise<void>) | undefined
assignerContract('PostgreSQL with a pool', async () => {
  const postgres = await startPostgres()
  stop = postgres.stop
  return await postgres.createDatabase('assigner')
})
afterAll(() => stop?.())
