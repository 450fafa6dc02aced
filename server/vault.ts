import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deriveKey } from './secrets.ts'

/** Secrets of companies as they lie in the database: readable only with the key outside it. */
export type Vault = {
  seal(text: string): string
  /** Throws when it was sealed with another key, or changed. */
  open(sealed: string): string
}

const IV_BYTES = 12
const TAG_BYTES = 16

export function createVault(master: Buffer): Vault {
  const key = deriveKey(master, 'vault')
  return {
    seal(text) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      return Buffer.concat([
        decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)),
        decipher.final()
      ]).toString('utf8')
    }
  }
}
