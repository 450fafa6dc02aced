import type { KeyValue } from './storage.ts'

/** Who this device is on the server: `token` opens the socket and uploads for an hour. */
export type VisitorIdentity = { uid: string; token: string; company: string }

/** Where the device's secret is kept, if scripts have it. */
export const secretKeyOf = (sysnum: string) => `ozc:${sysnum}:secret`

export type Identity = {
  current(): VisitorIdentity | undefined
  /** Asks the server unless a good token is here. */
  get(): Promise<VisitorIdentity>
  /** The token was refused or may have run out. */
  expire(): void
  /** What another tab has found out. */
  adopt(known: VisitorIdentity): void
}

export type IdentityOptions = {
  storage: KeyValue
  key: string
  /** `earlier` is the token that is to be renewed. Throws a ChatError when the server refuses. */
  identify(secret: string | null, earlier: string | undefined): Promise<VisitorIdentity & { secret?: string }>
  onIdentity(identity: VisitorIdentity): void
}

export function createIdentity({ storage, key, identify, onIdentity }: IdentityOptions): Identity {
  let identity: VisitorIdentity | undefined
  let fresh = false
  let asking: Promise<VisitorIdentity> | undefined

  async function ask(): Promise<VisitorIdentity> {
    const { secret, ...found } = await identify(storage.get(key), identity?.token)
    if (secret) storage.set(key, secret)
    fresh = true
    identity = found
    onIdentity(found)
    return found
  }

  return {
    current: () => identity,
    async get() {
      if (identity && fresh) return identity
      // Two questions at once would make two visitors of a new device
      asking ??= ask().finally(() => (asking = undefined))
      return await asking
    },
    expire: () => void (fresh = false),
    adopt(known) {
      identity = known
      fresh = false
      onIdentity(known)
    }
  }
}
