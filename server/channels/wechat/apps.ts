import { channelsOf } from '#server/store/companies'
import type { Database } from '#server/store/db'
import type { MiniProgram } from '#server/store/mini-programs'
import { Refusal } from './codes.ts'
import type { Platform } from './platform.ts'
import { createTokens, type TokensOptions } from './tokens.ts'

/** What is sealed of a mini program. */
export type Secrets = { appSecret: string; token: string; encodingAesKey: string }

export type Apps = ReturnType<typeof createApps>

/** The bound mini programs: their secrets, and calls to the platform in their name. */
export function createApps({ platform, ...options }: TokensOptions & { platform: Platform }) {
  const { vault } = options
  const tokens = createTokens({ platform, ...options })
  const secretsOf = ({ sealed }: MiniProgram) => JSON.parse(vault.open(sealed)) as Secrets

  return {
    secretsOf,
    seal: (secrets: Secrets) => vault.seal(JSON.stringify(secrets)),
    /** With an access token; where the platform does not take it any more, once more with another. */
    async withToken<T>(
      program: MiniProgram,
      work: (platform: Platform, token: string) => Promise<T>
    ): Promise<T> {
      const app = { id: program.id, appId: program.appId, secret: secretsOf(program).appSecret }
      const token = await tokens.of(app)
      try {
        return await work(platform, token)
      } catch (error) {
        if (!(error instanceof Refusal) || error.fate !== 'token') throw error
        await tokens.refused(app, token)
        return await work(platform, await tokens.of(app))
      }
    },
    /** Throws what keeps the platform from giving us a token. */
    async check(program: MiniProgram): Promise<void> {
      await tokens.of({ id: program.id, appId: program.appId, secret: secretsOf(program).appSecret })
    },
    /** The number of its channel. */
    async channelOf(database: Database, { companyId, channelId }: MiniProgram): Promise<number | undefined> {
      return (await channelsOf(database, companyId)).find(({ id }) => id === channelId)?.number
    }
  }
}
