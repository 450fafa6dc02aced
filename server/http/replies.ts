import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { LIMITS, STAFF_LIMITS } from '#protocol/limits'
import { may } from '#protocol/permissions'
import type { Services } from '#server/services'
import type { SignedIn } from '#server/store/agents'
import { createReply, findReply, removeReply, repliesOf, saveReply } from '#server/store/replies'
import { readBody } from './body.ts'
import { requireAgent, requireSameOrigin, type Http } from './who.ts'

// Canned replies: an agent's own, and the company's, which only leads and administrators change.

const name = v.pipe(v.string('has to be text'), v.trim(), v.maxLength(STAFF_LIMITS.replyName, 'is too long'))
const Draft = v.object({
  isShared: v.boolean('has to be true or false'),
  folder: name,
  // It ends where a space does
  shortcut: v.pipe(
    v.string('has to be text'),
    v.trim(),
    v.maxLength(STAFF_LIMITS.shortcutLength, 'is too long'),
    v.regex(/^[^\s/]*$/, 'has a space or a slash')
  ),
  title: name,
  body: v.pipe(
    v.string('has to be text'),
    v.regex(/\S/, 'is blank'),
    v.maxLength(LIMITS.textLength, 'is too long')
  )
})

const ownerOf = ({ companyId, id }: SignedIn) => ({ companyId, agentId: id })

/** GET /api/agent/replies */
export async function replies(c: Http, services: Services) {
  const agent = await requireAgent(c, services)
  c.header('cache-control', 'no-store')
  return c.json({ replies: await repliesOf(services.database, ownerOf(agent)) })
}

/** POST /api/agent/replies: a new one. */
export async function addReply(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const agent = await requireAgent(c, services)
  const draft = await readBody(c, Draft)
  mustManage(agent, draft)
  const id = await createReply(services.database, ownerOf(agent), draft, services.clock.now())
  if (id === null) throw new ChatError('conflict', 'there are as many replies as may be')
  return c.json({ id })
}

/** POST /api/agent/replies/:id: in place of what it was; a reply may be shared from now on, or not any more. */
export async function changeReply(c: Http, services: Services) {
  const { agent, reply } = await reach(c, services)
  const draft = await readBody(c, Draft)
  mustManage(agent, reply)
  mustManage(agent, draft)
  await saveReply(services.database, ownerOf(agent), { id: reply.id, ...draft }, services.clock.now())
  return c.json({ ok: true })
}

/** POST /api/agent/replies/:id/remove */
export async function dropReply(c: Http, services: Services) {
  const { agent, reply } = await reach(c, services)
  mustManage(agent, reply)
  await removeReply(services.database, agent.companyId, reply.id)
  return c.json({ ok: true })
}

async function reach(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const agent = await requireAgent(c, services)
  const reply = await findReply(services.database, ownerOf(agent), c.req.param('id') ?? '')
  if (!reply) throw new ChatError('not-found')
  return { agent, reply }
}

function mustManage(agent: SignedIn, { isShared }: { isShared: boolean }) {
  if (isShared && !may(agent.role, 'shared-replies', false))
    throw new ChatError('forbidden', 'only leads and administrators change the company’s replies')
}
