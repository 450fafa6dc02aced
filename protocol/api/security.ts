import * as v from 'valibot'
import { done, id, listOf, name, paging, time } from './fields.ts'
import { operation, SCOPES } from './operation.ts'

const Key = v.object({
  id: v.string(),
  name: v.string(),
  /** How it begins: enough to know it again. */
  start: v.string(),
  scopes: v.array(v.picklist(SCOPES)),
  createdAt: time,
  /** To the minute; null: never. */
  usedAt: v.nullable(time)
})
export type Key = v.InferOutput<typeof Key>

export const SECURITY = {
  listKeys: operation({
    method: 'get',
    path: '/keys',
    says: 'The keys with which other programs use this API, the newest first.',
    role: 'admin',
    scope: 'security:read',
    input: v.object(paging),
    output: listOf(Key)
  }),
  createKey: operation({
    method: 'post',
    path: '/keys',
    says: 'Makes a key. It is shown this one time; only a hash is kept. A key cannot make one that may do more than itself.',
    role: 'admin',
    scope: 'security:write',
    input: v.object({
      name,
      scopes: v.pipe(
        v.array(v.picklist(SCOPES, `has to be some of ${SCOPES.join(', ')}`)),
        v.minLength(1, 'names at least one')
      )
    }),
    output: v.object({ key: Key, secret: v.string() })
  }),
  deleteKey: operation({
    method: 'delete',
    path: '/keys/:key',
    says: 'Ends a key at once.',
    role: 'admin',
    scope: 'security:write',
    input: v.object({ key: id }),
    output: done
  })
}
