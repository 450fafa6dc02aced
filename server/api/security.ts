import { ChatError } from '#protocol/errors'
import { isWithin } from '#protocol/api/operation'
import type { Key, SECURITY as TABLE } from '#protocol/api/security'
import { apiKeysOf, createApiKey, deleteApiKey, type ApiKey } from '#server/store/api-keys'
import type { Handlers } from './caller.ts'

export const SECURITY: Handlers<keyof typeof TABLE> = {
  async listKeys({ services, companyId }, asked) {
    const { items, next } = await apiKeysOf(services.database, companyId, asked)
    return { items: items.map(show), next }
  },
  async createKey({ services, companyId, caller, now }, { name, scopes }) {
    const tooMuch = caller.scopes && scopes.find(scope => !isWithin(caller.scopes!, scope))
    if (tooMuch) throw new ChatError('forbidden', `scopes: this key has not ${tooMuch} itself`)
    const { key, secret } = await createApiKey(
      services.database,
      { companyId, name, scopes: [...new Set(scopes)] },
      now
    )
    return { key: show(key), secret }
  },
  async deleteKey({ services, companyId }, { key }) {
    if (!(await deleteApiKey(services.database, companyId, key)))
      throw new ChatError('not-found', 'key: no key of this company has this id')
    return { ok: true }
  }
}

const show = ({ companyId: _own, ...key }: ApiKey): Key => key
