import type { Position } from '#protocol/client-frame'
import { welcomeOf } from '#protocol/welcome'
import type { Http } from '#server/http/who'
import { wordsOf } from '#server/http/words'
import type { Services } from '#server/services'
import { answer } from './answer.ts'
import { listPage, refusalPage, type Files } from './html.ts'
import { readStretch, type Stretch } from './list.ts'
import type { Presence } from './presence.ts'
import { problemOf } from './problems.ts'
import { listQuery, openVisit, readRequest, searchOf, type Visit } from './visit.ts'

type Tools = { services: Services; files: Files; presence: Presence }

/**
 * GET /chat/h5/messages.html: the newest messages, which come again and again until somebody stops that; with `before` a page
 * of older ones.
 */
export async function messages(c: Http, tools: Tools) {
  const { services, files } = tools
  const { texts } = readRequest(c)
  try {
    const visit = await openVisit(c, services)
    if (!visit) return answer(c, refusalPage(texts, files.style, texts.t('chat.unknown')), { visit })
    const before = numberIn(c, 'before')
    const stretch = await readStretch(services, visit, before ? { before } : { after: null })
    if (!before) note(c, tools, visit, stretch)
    return answer(c, await draw(c, tools, { visit, stretch, before }), { visit })
  } catch (error) {
    const { key, status } = problemOf(error, services)
    const isPassing = status === 503
    // It has to come again by itself, or the list would stand still for good
    if (isPassing) comeAgain(c, `/chat/h5/messages.html${searchOf(c)}`)
    const text = texts.t(isPassing ? 'legacy.offline' : key)
    return answer(c, refusalPage(texts, files.style, text), { visit: undefined, status })
  }
}

const COME_AGAIN_S = 10

/** As a header: also where the page's own script was to take over and could not. */
const comeAgain = (c: Http, address: string) => c.header('refresh', `${COME_AGAIN_S}; url=${address}`)

async function draw(
  c: Http,
  { services, files }: Tools,
  { visit, stretch, before }: { visit: Visit; stretch: Stretch; before: number | undefined }
) {
  const now = services.clock.now()
  const page = (more: Record<string, string | number> = {}) =>
    `/chat/h5/messages.html${listQuery(visit, more)}`
  // A browser does not load an address again of which only the part behind the # is new
  const newest = `${page({ at: now })}#end`
  const stopped = `${page({ at: now, stopped: 1 })}#end`
  const isStopped = c.req.query('stopped') === '1'
  if (!before && !isStopped) comeAgain(c, newest)
  return listPage({
    texts: visit.texts,
    style: files.style,
    accent: visit.config.color ?? visit.channel?.settings.color,
    stretch,
    welcome: await welcomeFor(services, visit, stretch),
    now,
    steps: {
      earlier: stretch.older === undefined ? undefined : page({ before: stretch.older }),
      ...(before ? { newest } : isStopped ? { resume: newest, look: stopped } : { pause: stopped })
    }
  })
}

/** GET /chat/h5/messages.json: for the page's script; what came after `seq` and `id`, or what is before `before`. */
export async function news(c: Http, tools: Tools) {
  const visit = await openVisit(c, tools.services)
  c.header('cache-control', 'no-store')
  c.header('x-content-type-options', 'nosniff')
  if (!visit) return c.json({ rows: [], at: null, reset: false })
  const before = numberIn(c, 'before')
  const stretch = await readStretch(tools.services, visit, before ? { before } : { after: positionIn(c) })
  if (!before) note(c, tools, visit, stretch)
  return c.json({ ...stretch, welcome: await welcomeFor(tools.services, visit, stretch) })
}

/** What was delivered has arrived; `seen` says that a person has the page before them. */
function note(c: Http, { services, presence }: Tools, { uid, company }: Visit, { at }: Stretch) {
  if (!uid) return
  presence.seen(uid, company.id)
  if (!at) return
  const read = c.req.query('seen') === '1' ? { read: at.cursor } : {}
  services.receipts.advance(uid, 'visitor', { delivered: at.cursor, ...read })
}

/** At the top of everything. */
async function welcomeFor(
  { hub, database }: Services,
  { company, channel, config, texts }: Visit,
  { older, reset }: Stretch
) {
  if (older !== undefined || !reset) return undefined
  const words = (channel && (await wordsOf(database, channel))) ?? {}
  const { own, away } = welcomeOf(config, words, hub.hasAgents(company.id))
  return own || texts.t(away ? 'chat.welcomeAway' : 'chat.welcome')
}

function numberIn(c: Http, name: string): number | undefined {
  const number = Number(c.req.query(name))
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}

function positionIn(c: Http): Position {
  const [cursor, lastId] = [numberIn(c, 'seq'), c.req.query('id')]
  return cursor !== undefined && lastId ? { cursor, lastId } : null
}
