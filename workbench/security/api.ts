import * as v from 'valibot'
import { ask, type Problem } from '../api.ts'
import { t } from './texts.ts'

const AccountSecurity = v.object({
  secondFactor: v.object({ isOn: v.boolean(), isNeeded: v.boolean(), codesLeft: v.number() }),
  sessions: v.array(
    v.object({ id: v.string(), createdAt: v.number(), userAgent: v.string(), isThis: v.boolean() })
  )
})
export type AccountSecurity = v.InferOutput<typeof AccountSecurity>

const AT = '/api/agent/account'

export const readSecurity = () => ask(AT, AccountSecurity)
export const begin = (password: string) =>
  ask(`${AT}/second-factor`, v.object({ secret: v.string(), address: v.string() }), { password })
export const confirm = (code: string) =>
  ask(`${AT}/second-factor/confirm`, v.object({ codes: v.array(v.string()) }), { code })
export const remove = (password: string) => ask(`${AT}/second-factor/remove`, v.unknown(), { password })
export const changePassword = (password: string, next: string) =>
  ask(`${AT}/password`, v.unknown(), { password, next })
export const endSession = (id: string) => ask(`${AT}/sessions/${id}/end`, v.unknown(), {})
export const signOutEverywhere = () => ask(`${AT}/sign-out-everywhere`, v.unknown(), {})

/** What went wrong, in words; `wrong` says what is refused there. */
export function wordsOf(problem: Problem, wrong: string): string {
  if (problem === 'forbidden') return wrong
  return problem === 'rate-limited' ? t('limited') : t('failed')
}
