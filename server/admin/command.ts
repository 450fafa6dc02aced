import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { agentByEmail } from '#server/store/agents'
import { companyBySysnum, type Company } from '#server/store/companies'
import type { AdminContext } from './commands.ts'

// What the files of commands share.

export type Arguments = v.ObjectSchema<v.ObjectEntries, undefined>

export type Command<S extends Arguments> = {
  /** One sentence for `openzc admin --help`. */
  says: string
  args: S
  run(context: AdminContext, args: v.InferOutput<S>): Promise<Record<string, unknown>>
}

export const define = <S extends Arguments>(command: Command<S>) => command as unknown as Command<Arguments>

export const sysnum = v.pipe(v.string('is needed'), v.regex(/^[0-9a-f]{32}$/, 'has to be 32 hex digits'))
export const email = v.pipe(v.string('is needed'), v.email('has to be an e-mail address'), v.maxLength(200))
export const name = v.pipe(v.string('is needed'), v.minLength(1), v.maxLength(100))

export async function requireCompany({ database }: AdminContext, sysnum: string): Promise<Company> {
  const company = await companyBySysnum(database, sysnum)
  if (!company) throw new ChatError('not-found', 'sysnum: no such company')
  return company
}

export async function requireAgent({ database }: AdminContext, email: string) {
  const agent = await agentByEmail(database, email)
  if (!agent) throw new ChatError('not-found', 'email: no account has this address')
  return agent
}
