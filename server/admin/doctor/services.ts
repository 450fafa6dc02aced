import { existsSync, statSync } from 'node:fs'
import { createTransport } from 'nodemailer'
import { sql } from 'kysely'
import type { Config } from '#server/config'
import { redisProblem } from '#server/bus/redis'
import { databasePath, filesPath } from '#server/data-dir'
import { openDatabase } from '#server/store/db'
import { checkIntegrity } from '../integrity.ts'
import type { Check } from './check.ts'

// What the server itself talks to.

const MOST_OFF_MS = 30_000
const MAIL_MS = 10_000

export async function databaseAnswers(config: Config): Promise<Check> {
  try {
    if (!config.databaseUrl && existsSync(databasePath(config.dataDir)))
      checkIntegrity(databasePath(config.dataDir))
    if (config.databaseUrl) await (await openDatabase(config.databaseUrl)).close()
    return {
      check: 'database',
      ok: true,
      says: config.databaseUrl
        ? 'PostgreSQL, durable settings'
        : `SQLite in ${filesPath(config.dataDir).replace(/files$/, '')}`
    }
  } catch (error) {
    return { check: 'database', ok: false, says: String(error) }
  }
}

/** Several processes find each other by Redis; without it each believes itself to be alone. */
export async function processes({ databaseUrl, redisUrl }: Config): Promise<Check> {
  const check = 'processes'
  if (!redisUrl)
    return {
      check,
      ok: true,
      says: `one process${databaseUrl ? ': before you start a second one on this database, set REDIS_URL, SECRET_KEY and SHARED_DIR for all' : ''}`
    }
  const problem = await redisProblem(redisUrl)
  return {
    check,
    ok: problem === undefined,
    says: problem ?? 'several; Redis answers, SECRET_KEY and SHARED_DIR have to be the same for all'
  }
}

/** Signed identities, one-time codes and working hours go by the clock. */
export async function clockIsRight({ databaseUrl }: Config): Promise<Check> {
  const check = 'clock'
  const now = Date.now()
  const built = statSync(new URL('../../../package.json', import.meta.url)).mtimeMs
  if (now < built) return { check, ok: false, says: 'it is behind the files of this release: set the clock' }
  if (!databaseUrl) return { check, ok: true, says: new Date(now).toISOString() }
  try {
    const offMs = (await databaseTime(databaseUrl)) - Date.now()
    const says = `${Math.round(Math.abs(offMs) / 1_000)} s from that of PostgreSQL`
    return Math.abs(offMs) > MOST_OFF_MS
      ? { check, ok: false, says: `${says}: set both by NTP` }
      : { check, ok: true, says }
  } catch (error) {
    return { check, ok: false, says: String(error) }
  }
}

async function databaseTime(url: string): Promise<number> {
  const database = await openDatabase(url)
  try {
    const { rows } = await sql<{ at: number }>`
      select (extract(epoch from clock_timestamp()) * 1000)::float8 as at`.execute(database.read)
    return rows[0]!.at
  } finally {
    await database.close()
  }
}

export async function mailIsTaken({ smtpUrl, mailFrom }: Config): Promise<Check> {
  const check = 'mail'
  if (!smtpUrl)
    return { check, ok: true, says: 'none is sent: set SMTP_URL and MAIL_FROM to answer messages by mail' }
  const patience = { connectionTimeout: MAIL_MS, greetingTimeout: MAIL_MS, socketTimeout: MAIL_MS }
  const transport = createTransport({ url: smtpUrl, ...patience })
  try {
    await transport.verify()
    return { check, ok: true, says: `the mail server takes mail from ${mailFrom}` }
  } catch (error) {
    return {
      check,
      ok: false,
      says: `the server of SMTP_URL does not take mail: ${(error as Error).message}`
    }
  } finally {
    transport.close()
  }
}
