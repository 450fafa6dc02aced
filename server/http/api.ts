import { ChatError } from '#protocol/errors'
import type { Operation } from '#protocol/api/operation'
import { OPERATIONS, type OperationName } from '#protocol/api/operations'
import type { Caller } from '#server/api/caller'
import { carryOut } from '#server/api/carry-out'
import { describeApi } from '#server/api/openapi'
import type { Services } from '#server/services'
import { KEY_PREFIX, useApiKey } from '#server/store/api-keys'
import { readUpTo } from './body.ts'
import { limitApi } from './limits.ts'
import type { Route } from './routes.ts'
import { ownOrigin, requireAgent, requireSameOrigin, type Http } from './who.ts'

export const API = '/api/v1'

const MEGABYTE = 1_000_000

/** A route for each operation of the table, and one that describes them all. */
export function apiRoutes(): Route[] {
  const routes = Object.entries(OPERATIONS).map(([name, { method, path }]: [string, Operation]): Route => ({
    method,
    path: `${API}${path}`,
    who: 'api',
    handle: (c, services) => answer(c, services, name as OperationName)
  }))
  return [
    ...routes,
    {
      method: 'get',
      path: `${API}/openapi.json`,
      who: 'anyone',
      handle: (c, services) => describe(c, services)
    }
  ]
}

async function answer(c: Http, services: Services, name: OperationName) {
  const caller = await callerOf(c, services, OPERATIONS[name].method)
  const given = await inputOf(c, OPERATIONS[name])
  c.header('cache-control', 'no-store')
  return c.json((await carryOut(services, { name, caller, given, origin: ownOrigin(c, services) })) as object)
}

async function callerOf(c: Http, services: Services, method: string): Promise<Caller> {
  const secret = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (secret?.startsWith(KEY_PREFIX)) {
    const key = await useApiKey(services.database, secret, services.clock.now())
    if (!key) throw new ChatError('unauthorized', 'no such key')
    limitApi(services, key.id)
    return {
      kind: 'key',
      id: key.id,
      name: key.name,
      companyId: key.companyId,
      role: 'admin',
      scopes: key.scopes
    }
  }
  if (method !== 'get') requireSameOrigin(c, services)
  const { id, name, companyId, role } = await requireAgent(c, services)
  limitApi(services, id)
  return { kind: 'agent', id, name, companyId, role, scopes: null }
}

/** The path's fields last: no body can name another object than the address does. */
async function inputOf(
  c: Http,
  { method, mostBytes = MEGABYTE }: Operation
): Promise<Record<string, unknown>> {
  const path = c.req.param() as Record<string, string>
  if (method === 'get') return { ...c.req.query(), ...path }
  const { bytes, isWhole } = await readUpTo(c, mostBytes)
  if (!isWhole) throw new ChatError('too-large', `the body has more than ${mostBytes} bytes`)
  if (bytes.length === 0) return path
  const body: unknown = parse(bytes.toString('utf8'))
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ChatError('bad-request', 'the body has to be a JSON object')
  return { ...body, ...path }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ChatError('bad-request', 'the body has to be JSON')
  }
}

function describe(c: Http, services: Services) {
  c.header('access-control-allow-origin', '*')
  c.header('cache-control', 'public, max-age=300')
  return c.json(describeApi(ownOrigin(c, services) + API))
}
