import { afterAll } from 'vitest'
import { startPostgres } from '#test/kit/postgres'
import { deskContract } from './desk.ts'

deskContract('SQLite', async () => undefined)

let stop: (() => Promise<void>) | undefined
deskContract('PostgreSQL with a pool', async () => {
  const postgres = await startPostgres()
  stop = postgres.stop
  return await postgres.createDatabase('desk')
})
afterAll(() => stop?.())
