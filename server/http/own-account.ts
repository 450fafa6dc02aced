import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { hashPassword, isPassword, LEAST_PASSWORD, MOST_PASSWORD } from '#server/passwords'
import { createRecoveryCodes, createTotpSecret, cleanCode, stepOf, totpAddress } from '#server/second-factor'
import type { Services } from '#server/services'
import {
  agentByEmail,
  endOneSession,
  endSessionsOf,
  sessionsOf,
  setPassword,
  type SignedIn
} from '#server/store/agents'
import {
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  secondFactorOf
} from '#server/store/second-factor'
import { readBody } from './body.ts'
import { guessOnce } from './limits.ts'
import { start } from './sign-in.ts'
import { requireAccount, requireSameOrigin, setAgentCookie, type Http } from './who.ts'

// WB-login: what somebody does to the own account. Also open to those who have to set up a second factor first.

const password = v.pipe(v.string('is needed'), v.maxLength(MOST_PASSWORD))
const Current = v.object({ password })
const Optional = v.object({ password: v.optional(password, '') })
const Code = v.object({ code: v.pipe(v.string('is needed'), v.maxLength(40)) })
const NewPassword = v.object({
  password,
  next: v.pipe(
    v.string('is needed'),
    v.minLength(LEAST_PASSWORD, `needs at least ${LEAST_PASSWORD} characters`),
    v.maxLength(MOST_PASSWORD)
  )
})

/** GET /api/agent/account: how one signs in, and where one is signed in. */
export async function account(c: Http, services: Services) {
  const agent = await requireAccount(c, services)
  const { sealed, codesLeft, isNeeded } = await secondFactorOf(services.database, agent.id)
  const sessions = await sessionsOf(services.database, agent.id, services.clock.now())
  c.header('cache-control', 'no-store')
  return c.json({
    secondFactor: { isOn: sealed !== null, isNeeded, codesLeft },
    sessions: sessions.map(({ hash, createdAt, userAgent }) => ({
      id: hash,
      createdAt,
      userAgent,
      isThis: hash === agent.session
    }))
  })
}

/** POST /api/agent/account/second-factor: a fresh secret, which counts once a code of it was shown. */
export async function beginTotp(c: Http, services: Services) {
  const agent = await changer(c, services)
  const given = await readBody(c, Optional)
  // Who has just signed in and may do nothing else has shown the password
  if (!agent.mustEnrol) await requirePassword(services, agent, given.password)
  const secret = createTotpSecret()
  await beginSecondFactor(services.database, agent.id, services.vault.seal(secret))
  c.header('cache-control', 'no-store')
  return c.json({ secret, address: totpAddress(secret, agent.email) })
}

/** POST /api/agent/account/second-factor/confirm: it counts from now on. The codes on paper are told this one time. */
export async function confirmTotp(c: Http, services: Services) {
  const agent = await changer(c, services)
  const { code } = await readBody(c, Code)
  const { database, vault, clock } = services
  const guesses = await guessOnce(services, agent.email)
  const { fresh } = await secondFactorOf(database, agent.id)
  const step = fresh === null ? undefined : stepOf(vault.open(fresh), cleanCode(code), clock.now())
  if (fresh === null || step === undefined) throw new ChatError('forbidden', 'code: is none of this moment')
  await guesses.forgive()
  const { codes, hashes } = createRecoveryCodes()
  await confirmSecondFactor(database, agent, { sealed: fresh, step, hashes })
  c.header('cache-control', 'no-store')
  return c.json({ codes })
}

/** POST /api/agent/account/second-factor/remove */
export async function removeTotp(c: Http, services: Services) {
  const agent = await changer(c, services)
  await requirePassword(services, agent, (await readBody(c, Current)).password)
  const { isNeeded } = await secondFactorOf(services.database, agent.id)
  if (isNeeded) throw new ChatError('conflict', 'the company wants everybody to have one')
  await removeSecondFactor(services.database, agent.id)
  return c.json({ ok: true })
}

/** POST /api/agent/account/password: ends all sessions, and begins one here. */
export async function changePassword(c: Http, services: Services) {
  const agent = await changer(c, services)
  const { password: before, next } = await readBody(c, NewPassword)
  await requirePassword(services, agent, before)
  await setPassword(services.database, agent.id, await hashPassword(next))
  services.hub.endSessionsOf(agent.id)
  return await start(c, services, agent)
}

/** POST /api/agent/account/sign-out-everywhere: this browser, too. */
export async function signOutEverywhere(c: Http, services: Services) {
  const agent = await changer(c, services)
  await endSessionsOf(services.database, agent.id)
  services.hub.endSessionsOf(agent.id)
  setAgentCookie(c, services, '')
  return c.json({ ok: true })
}

/** POST /api/agent/account/sessions/:id/end */
export async function endSession(c: Http, services: Services) {
  const agent = await changer(c, services)
  if (!(await endOneSession(services.database, agent.id, c.req.param('id') ?? '')))
    throw new ChatError('not-found')
  // Those of other browsers come back by themselves
  services.hub.endSessionsOf(agent.id)
  return c.json({ ok: true })
}

async function changer(c: Http, services: Services) {
  requireSameOrigin(c, services)
  return await requireAccount(c, services)
}

async function requirePassword(services: Services, { email }: SignedIn, given: string) {
  const guesses = await guessOnce(services, email)
  const agent = await agentByEmail(services.database, email)
  if (!(await isPassword(given, agent?.passwordHash ?? null)))
    throw new ChatError('forbidden', 'password: is wrong')
  await guesses.forgive()
}
