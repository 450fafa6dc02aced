import { LIMITS } from '#protocol/limits'
import { safeUrl } from '#protocol/safe-url'
import { ChatError } from '#protocol/errors'
import { fileTooLarge } from '#server/http/body'
import { keepVisitorCookie, visitorCookie } from '#server/http/visitor-cookie'
import { findOrMakeVisitor } from '#server/http/visitors'
import { requireSameOrigin, type Http } from '#server/http/who'
import type { Services } from '#server/services'
import { agentHolding } from '#server/store/agents'
import { isLeftAlone } from '#server/store/desk-rows'
import { answer } from './answer.ts'
import { formIdOf, readFields, signedForm, type Fields } from './form.ts'
import { chatPage, refusalPage, type Files, type Problem } from './html.ts'
import { problemOf } from './problems.ts'
import { isOpened, refererOf, tellAbout } from './profile.ts'
import { sendFile, sendText } from './send.ts'
import { listQuery, openVisit, readRequest, searchWithPass, type Visit } from './visit.ts'

type Tools = { services: Services; files: Files }

/** What is left of a form: nothing when all of it is stored, else what has to be sent again and why. */
type Result = { problem?: Problem; form?: string; text: string; from: string }

/** GET /chat/h5/index.html */
export async function page(c: Http, tools: Tools) {
  const { services, files } = tools
  const { texts } = readRequest(c)
  try {
    const visit = await openVisit(c, services)
    if (!visit) return answer(c, refusalPage(texts, files.style, texts.t('chat.unknown')), { visit })
    const from = refererOf(c, services)
    if (visit.uid && isOpened(c))
      await tellAbout(c, services, { visit, uid: visit.uid, title: titleOf(visit), from })
    const agent =
      visit.config.title_flag === '3' && visit.uid && (await agentHolding(services.database, visit.uid))
    return await draw(c, tools, visit, { text: '', from, ...(agent ? { agent } : {}) })
  } catch (error) {
    const { key, status } = problemOf(error, services)
    return answer(c, refusalPage(texts, files.style, texts.t(key)), { visit: undefined, status })
  }
}

/** POST /chat/h5/index.html: stores what was written, then the browser asks for the page again; the script gets JSON. */
export async function post(c: Http, tools: Tools) {
  const { services } = tools
  requireSameOrigin(c, services)
  const failures: unknown[] = []
  const failed = (error: unknown) => void failures.push(error)
  const fields = (await readFields(c).catch(failed)) ?? EMPTY
  const visit = (await openVisit(c, services).catch(failed)) ?? undefined
  const result =
    visit && failures.length === 0
      ? await store(c, services, visit, fields)
      : refused(services, fields, failures[0] ?? new ChatError('not-found'))
  if (c.req.header('accept') === 'application/json') return tellScript(c, services, visit, result)
  if (!result.problem) return c.redirect(c.req.path + searchWithPass(c, visit?.pass), 303)
  return draw(c, tools, visit, result)
}

const EMPTY: Fields = { form: '', text: '', file: undefined, fileIsCut: false, from: '' }

const refused = (services: Services, { form, text, from }: Fields, error: unknown): Result => ({
  problem: problemOf(error, services),
  ...(form ? { form } : {}),
  text,
  from
})

async function store(c: Http, services: Services, visit: Visit, fields: Fields): Promise<Result> {
  const { form, text, file, from } = fields
  const formId = formIdOf(form, visit.secret, services.tokens)
  if (!formId) {
    const key = visitorCookie(c, services, visit.company) ? 'form.stale' : 'form.cookies'
    return { problem: { key, status: 403 }, text, from }
  }
  if (text.length > LIMITS.textLength) return { problem: TOO_LONG, form, text, from }
  let left = text
  try {
    if (fields.fileIsCut) throw fileTooLarge()
    if (!text && !file) throw new ChatError('bad-request', 'text: is blank')
    const uid = visit.uid ?? (await findOrMakeVisitor(c, services, visit))
    await tellAbout(c, services, { visit, uid, title: titleOf(visit), from })
    const sending = { visit, uid, formId }
    if (text) await sendText(services, sending, text)
    left = ''
    if (file) await sendFile(services, sending, file)
    return { text: '', from }
  } catch (error) {
    return refused(services, { ...fields, text: left }, error)
  }
}

const TOO_LONG: Problem = { key: 'form.tooLong', values: { limit: LIMITS.textLength }, status: 400 }

function tellScript(
  c: Http,
  services: Services,
  visit: Visit | undefined,
  { problem, form = visit && signedForm(services, visit.secret), text }: Result
) {
  c.header('cache-control', 'no-store')
  if (visit) keep(c, services, visit)
  if (!problem) return c.json({ form })
  const { t } = readRequest(c).texts
  return c.json({ form, text, problem: t(problem.key, problem.values) }, problem.status)
}

/** Also without a visit, when the database is gone: what was written must not be gone with it. */
async function draw(
  c: Http,
  { services, files }: Tools,
  visit: Visit | undefined,
  {
    problem,
    form = visit && signedForm(services, visit.secret),
    text,
    from,
    agent
  }: Result & { agent?: string }
) {
  const { config, texts } = visit ?? readRequest(c)
  if (visit) keep(c, services, visit)
  const name = visit?.company.name ?? texts.t('chat.nameless')
  const custom = config.title_flag === '1' ? undefined : config.custom_title
  const content = chatPage({
    texts,
    files,
    title: visit ? titleOf(visit) : name,
    heading: agent ?? custom ?? name,
    accent: config.color ?? visit?.channel?.settings.color,
    search: searchWithPass(c, visit?.pass),
    query: listQuery(visit ?? { config, texts }),
    back: { shown: config.back === true || config.top_bar_flag === true, url: webAddress(from) },
    leave: visit && (await leaveAddress(services, visit)),
    mayAttach: config.photo_flag !== false,
    form: form ?? '',
    from,
    text,
    problem
  })
  return answer(c, content, { visit, status: problem?.status ?? 200 })
}

/** Browsers that do not say from where a request comes are older than partitions. */
const keep = (c: Http, services: Services, { company, secret }: Visit) =>
  keepVisitorCookie(c, services, company, { secret, plain: c.req.header('sec-fetch-site') === undefined })

const titleOf = ({ config, texts, company }: Visit) =>
  config.custom_title ?? texts.t('chat.title', { company: company.name })

/** As the chat offers it: where the page wants it, and where nobody can answer. Without a database what was written still comes back. */
async function leaveAddress(
  { hub, database }: Services,
  { config, company, uid, texts }: Visit
): Promise<string | undefined> {
  const isWanted =
    config.leave_msg_flag === true ||
    (config.msg_flag !== true &&
      (!hub.hasAgents(company.id) ||
        (uid !== undefined && (await isLeftAlone(database, uid).catch(() => false)))))
  if (!isWanted) return undefined
  if (config.leave_customsys_flag && config.leave_customsys_url) return config.leave_customsys_url
  const { sysnum = '', channelid, uname, groupid, color } = config
  const known = { sysnum, channelid, uid, source: '9', uname, groupid, color, locale: texts.language }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(known)) if (value !== undefined) query.set(name, value)
  return `/chat/h5/v2/leavemessage.html?${query}`
}

const webAddress = (from: string) => (/^https?:/i.test(from) ? safeUrl(from) : undefined)
