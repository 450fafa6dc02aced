import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { hashPassword, isPassword, LEAST_PASSWORD, MOST_PASSWORD } from '#server/passwords'
import type { Services } from '#server/services'
import {
  agentByEmail,
  agentById,
  createAgentSession,
  endAgentSession,
  setPassword,
  useSignInLink,
  type AgentAccount
} from '#server/store/agents'
import { companyById } from '#server/store/companies'
import { panelOrigins } from '#server/panel-plugins'
import { secondFactorOf } from '#server/store/second-factor'
import { passesSecondFactor } from '#server/second-factor'
import { readBody } from './body.ts'
import { agentSecret, requireAccount, requireSameOrigin, setAgentCookie, type Http } from './who.ts'
import { guessOnce } from './limits.ts'

const Credentials = v.object({
  email: v.pipe(v.string(), v.maxLength(200)),
  password: v.pipe(v.string(), v.maxLength(MOST_PASSWORD)),
  /** Of the authenticator, or one on paper. */
  code: v.optional(v.pipe(v.string(), v.maxLength(40)), '')
})

export async function signIn(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const { email, password, code } = await readBody(c, Credentials)
  const guesses = await guessOnce(services, email)
  const agent = await agentByEmail(services.database, email)
  if (!(await isPassword(password, agent?.passwordHash ?? null)) || !agent) {
    services.report('sign-in-failed')
    throw new ChatError('forbidden', 'wrong e-mail address or password')
  }
  const second = await passesSecondFactor(services, agent.id, code)
  if (second === 'in') await guesses.forgive()
  // A right password alone is no guess, and undoes none
  if (second === 'needed') await guesses.takeBack()
  if (second !== 'in') throw new ChatError('unauthorized', `code: is ${second}`)
  return await start(c, services, agent)
}

const Claim = v.object({
  key: v.pipe(v.string(), v.maxLength(100)),
  password: v.pipe(
    v.string(),
    v.minLength(LEAST_PASSWORD, `needs at least ${LEAST_PASSWORD} characters`),
    v.maxLength(MOST_PASSWORD)
  )
})

/** The one-time link: whoever opens it first sets the password. */
export async function claim(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const { key, password } = await readBody(c, Claim)
  const passwordHash = await hashPassword(password)
  const agentId = await useSignInLink(services.database, key, services.clock.now())
  const agent = agentId && (await agentById(services.database, agentId))
  if (!agent)
    throw new ChatError(
      'forbidden',
      'this link was used already or is too old; ask for a new one: openzc admin link'
    )
  await setPassword(services.database, agent.id, passwordHash)
  services.hub.endSessionsOf(agent.id)
  // The link stands for the password alone
  if ((await passesSecondFactor(services, agent.id, '')) !== 'in')
    throw new ChatError('unauthorized', 'code: is needed')
  return await start(c, services, agent)
}

/** A session of its own for this browser. */
export async function start(c: Http, services: Services, agent: AgentAccount) {
  const secret = await createAgentSession(
    services.database,
    agent,
    c.req.header('user-agent') ?? '',
    services.clock.now()
  )
  setAgentCookie(c, services, secret)
  return c.json(await about(services, agent))
}

export async function signOut(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const agent = await requireAccount(c, services)
  await endAgentSession(services.database, agentSecret(c, services)!)
  services.hub.endSessionsOf(agent.id)
  setAgentCookie(c, services, '')
  return c.json({ ok: true })
}

/** Who is signed in. */
export async function me(c: Http, services: Services) {
  return c.json(await about(services, await requireAccount(c, services)))
}

/** An account as its own browser sees it. `frames`: where pages in the visitor’s panel come from, which the page's policy allows. */
export async function about(services: Services, { id, name, email, role, status, companyId }: AgentAccount) {
  const company = await companyById(services.database, companyId)
  const frames = await panelOrigins(services.database, companyId)
  const { sealed, isNeeded } = await secondFactorOf(services.database, id)
  const mustEnrol = isNeeded && sealed === null
  return { id, name, email, role, status, company: company?.name ?? '', mustEnrol, frames }
}
