import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

// Memory-hard: 19 MiB and two passes, the least that OWASP's cheat sheet gives for argon2id
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

export const LEAST_PASSWORD = 10
export const MOST_PASSWORD = 200

const hash = promisify(argon2) as (algorithm: string, parameters: object) => Promise<Buffer>

const derive = (password: string, nonce: Buffer) =>
  hash('argon2id', { message: password.normalize('NFC'), nonce, ...COST })

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  return `argon2id$${nonce.toString('base64url')}$${(await derive(password, nonce)).toString('base64url')}`
}

/** Takes as long for an account that does not exist (`stored` null) as for a wrong password. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [algorithm, nonce = '', tag = ''] = (
    stored ?? `argon2id$${Buffer.alloc(16).toString('base64url')}$`
  ).split('$')
  if (algorithm !== 'argon2id') throw new Error(`unknown password hash ${algorithm}`)
  const expected = Buffer.from(tag, 'base64url')
  const given = await derive(password, Buffer.from(nonce, 'base64url'))
  return expected.length === given.length && timingSafeEqual(expected, given)
}
