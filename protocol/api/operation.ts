import type * as v from 'valibot'

// What administrators, their scripts and other systems can do. One table (operations.ts) that the server's routes, the workbench,
// the description for other programs (OpenAPI) and the tests of who may do what read.

/** The higher, the more somebody may. */
export const ROLES = ['agent', 'lead', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** What a key of a company may be good for; a key with `x:write` may read `x`, too. */
export const SCOPES = [
  'company:read',
  'company:write',
  'people:read',
  'people:write',
  'channels:read',
  'channels:write',
  'robots:read',
  'robots:write',
  'webhooks:read',
  'webhooks:write',
  'reports:read',
  'fields:read',
  'fields:write',
  'customers:read',
  'customers:write',
  'security:read',
  'security:write',
  'privacy:read',
  'privacy:write'
] as const
export type Scope = (typeof SCOPES)[number]

export type Method = 'get' | 'post' | 'patch' | 'delete'
export type Fields = v.ObjectSchema<v.ObjectEntries, undefined>

export type Operation<I extends Fields = Fields, O extends v.GenericSchema = v.GenericSchema> = {
  method: Method
  /** Below /api/v1; `:name` is a field of the input. */
  path: string
  /** One sentence for the description. */
  says: string
  /** The least role that may do it in the workbench. */
  role: Role
  scope: Scope
  /** Fields of the path, of the query of a GET, of the body of anything else: all in one. */
  input: I
  output: O
  /** Fields of the input that the record of what was done leaves out. */
  secret?: readonly string[]
  /** The largest body, where it may have more than a megabyte. */
  mostBytes?: number
}

export const operation = <I extends Fields, O extends v.GenericSchema>(one: Operation<I, O>) => one

export const mayDo = (role: Role, least: Role) => ROLES.indexOf(role) >= ROLES.indexOf(least)

/** Whether a key with these scopes reaches what asks for `wanted`. */
export const isWithin = (scopes: readonly Scope[], wanted: Scope) =>
  scopes.includes(wanted) || scopes.includes(wanted.replace(':read', ':write') as Scope)
