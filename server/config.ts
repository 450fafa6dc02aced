import * as v from 'valibot'
import { readAllow, type Allow } from './outbound/addresses.ts'

const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'has to be a port number'),
  v.transform(Number),
  v.maxValue(65_535)
)

function readNetworks({
  dataset: { value },
  addIssue,
  NEVER
}: Parameters<Parameters<typeof v.rawTransform<string, Allow[]>>[0]>[0]) {
  try {
    return readAllow(value)
  } catch (error) {
    addIssue({ message: (error as Error).message })
    return NEVER
  }
}

// One line per setting of the environment; the guide's table says the same.
const Environment = v.object({
  /** Port of the server. */
  PORT: v.optional(port, '8787'),
  /** Address to listen on. */
  HOST: v.optional(v.string(), '127.0.0.1'),
  /** Folder of all state: database, uploads, key, lock. */
  DATA_DIR: v.optional(v.string(), './data'),
  /** postgres://… ; without it SQLite in DATA_DIR. */
  DATABASE_URL: v.optional(
    v.pipe(v.string(), v.regex(/^postgres(ql)?:\/\//, 'has to begin with postgres://'))
  ),
  /** redis://… ; needed when several processes share a database. */
  REDIS_URL: v.optional(v.pipe(v.string(), v.regex(/^rediss?:\/\//, 'has to begin with redis://'))),
  /** Folder of uploads and pinned scripts, the same for all processes; without it DATA_DIR. */
  SHARED_DIR: v.optional(v.string()),
  /** The address that browsers use, when it is not HOST and PORT. */
  PUBLIC_URL: v.optional(v.pipe(v.string(), v.url('has to be an http(s) address'))),
  /** How many proxies in front of the server may be believed about the visitor's address. */
  TRUST_PROXY: v.optional(
    v.pipe(v.string(), v.regex(/^\d$/, 'has to be a number of proxies, 0 to 9'), v.transform(Number)),
    '0'
  ),
  /** smtp://user:password@host:587 or smtps://…; without it no mail is sent. */
  SMTP_URL: v.optional(v.pipe(v.string(), v.regex(/^smtps?:\/\//, 'has to begin with smtp:// or smtps://'))),
  /** The address that mail comes from; needed with SMTP_URL. */
  MAIL_FROM: v.optional(v.pipe(v.string(), v.email('has to be an e-mail address'))),
  /** Networks behind the public internet that requests to addresses of companies may reach: 10.0.0.0/8:8080,… */
  OUTBOUND_ALLOW: v.optional(v.pipe(v.string(), v.rawTransform(readNetworks)), ''),
  /** Where WeChat's platform is asked. */
  WECHAT_API: v.optional(
    v.pipe(v.string(), v.url('has to be an http(s) address')),
    'https://api.weixin.qq.com'
  ),
  LOG_LEVEL: v.optional(v.picklist(['debug', 'info', 'warn', 'error', 'silent']), 'info'),
  /** 32 bytes as 64 hex digits; without it a key file is made in DATA_DIR. Needed when several processes share a database. */
  SECRET_KEY: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/i, 'has to be 64 hex digits')))
})

export type Config = {
  port: number
  host: string
  dataDir: string
  databaseUrl: string | undefined
  /** Undefined: this is the only process. */
  redisUrl: string | undefined
  sharedDir: string
  /** Origin of the server as browsers see it, without a trailing slash; undefined: as each request names it. */
  publicOrigin: string | undefined
  trustProxy: number
  smtpUrl: string | undefined
  mailFrom: string | undefined
  /** Where outgoing requests may go beside the public internet. */
  outboundAllow: Allow[]
  /** Without a trailing slash. */
  wechatApi: string
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  secretKey: string | undefined
}

/** Throws with the names of the settings that are wrong and what each has to be. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== '')
  )
  const result = v.safeParse(Environment, given)
  if (!result.success) {
    const problems = result.issues.map(
      issue => `${v.getDotPath(issue)} ${issue.message} (it is ${JSON.stringify(issue.input)})`
    )
    throw new Error(`The environment has settings that do not fit: ${problems.join('; ')}`)
  }
  const { PORT, HOST, DATA_DIR, DATABASE_URL, REDIS_URL, SHARED_DIR, PUBLIC_URL } = result.output
  const { TRUST_PROXY, SMTP_URL, MAIL_FROM, LOG_LEVEL, SECRET_KEY } = result.output
  if (SMTP_URL && !MAIL_FROM)
    throw new Error('MAIL_FROM is missing: with SMTP_URL it is the address that mail comes from')
  if (REDIS_URL && !DATABASE_URL)
    throw new Error('REDIS_URL is for several processes, which need one PostgreSQL: set DATABASE_URL, too.')
  if (REDIS_URL && !SECRET_KEY)
    throw new Error('REDIS_URL is for several processes, which need the same key: set SECRET_KEY, too.')
  return {
    port: PORT,
    host: HOST,
    dataDir: DATA_DIR,
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    sharedDir: SHARED_DIR ?? DATA_DIR,
    publicOrigin: PUBLIC_URL && new URL(PUBLIC_URL).origin,
    trustProxy: TRUST_PROXY,
    smtpUrl: SMTP_URL,
    mailFrom: MAIL_FROM,
    outboundAllow: result.output.OUTBOUND_ALLOW,
    wechatApi: result.output.WECHAT_API.replace(/\/+$/, ''),
    logLevel: LOG_LEVEL,
    secretKey: SECRET_KEY
  }
}
