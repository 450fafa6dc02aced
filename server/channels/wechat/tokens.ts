import type { Clock } from '#server/clock'
import type { Database } from '#server/store/db'
import { claimToken, dropToken, saveToken, tokenOf } from '#server/store/mini-programs'
import type { Vault } from '#server/vault'
import { NoAnswer } from './codes.ts'
import type { Platform } from './platform.ts'

// WX-out: one access token for all processes. It lies in the database, and one process at a time asks the platform for another. The platform's
// stable token stays good for a while after the next one was given out, so nobody who still has it is cut off.

export type Tokens = {
  of(app: App): Promise<string>
  /** The platform does not take it any more: another is asked for. */
  refused(app: App, token: string): Promise<void>
}

export type App = { id: string; appId: string; secret: string }

/** Before its end, another is asked for. */
const EARLY_MS = 300_000
const CLAIM_MS = 15_000
const LOOK_MS = 200

export type TokensOptions = {
  database: Database
  vault: Vault
  platform: Pick<Platform, 'token'>
  clock: Clock
}

export function createTokens({ database, vault, platform, clock }: TokensOptions): Tokens {
  /** Of this process, one at a time. */
  const asking = new Map<string, Promise<string>>()

  async function find(app: App): Promise<string> {
    for (;;) {
      const now = clock.now()
      const shared = await tokenOf(database, app.id)
      if (!shared) throw new NoAnswer('the mini program is not bound any more', { wasSent: false })
      if (shared.sealed && shared.until > now) return vault.open(shared.sealed)
      if (await claimToken(database, app.id, { now, until: now + CLAIM_MS }))
        return await renew(app, shared.sealed)
      await new Promise<void>(resolve => clock.setTimeout(resolve, LOOK_MS))
    }
  }

  /** The same that was not taken before is no other: then the platform has to make one. */
  async function renew(app: App, before: string | null): Promise<string> {
    try {
      const first = await platform.token({ ...app, force: false })
      const isSame = before !== null && vault.open(before) === first.token
      const { token, expiresIn } = isSame ? await platform.token({ ...app, force: true }) : first
      const lasts = expiresIn * 1_000
      await saveToken(database, app.id, {
        sealed: vault.seal(token),
        until: clock.now() + Math.max(lasts - EARLY_MS, lasts / 2)
      })
      return token
    } catch (error) {
      await saveToken(database, app.id, null)
      throw error
    }
  }

  return {
    of(app) {
      const known = asking.get(app.id)
      if (known) return known
      const mine = find(app).finally(() => asking.delete(app.id))
      asking.set(app.id, mine)
      return mine
    },
    async refused(app, token) {
      const shared = await tokenOf(database, app.id)
      if (shared?.sealed && vault.open(shared.sealed) === token)
        await dropToken(database, app.id, shared.sealed)
    }
  }
}
