import * as v from 'valibot'
import { createId } from '#protocol/ids'
import type { ChatConfig } from '#protocol/keys'
import { LIMITS } from '#protocol/limits'
import { readLink } from '#protocol/link'
import { resolveConfig } from '#protocol/resolve-config'
import type { Assets } from '#server/assets'
import { fileTooLarge } from '#server/http/body'
import { limitTickets, limitUploads } from '#server/http/limits'
import { keepVisitorCookie, visitorCookie } from '#server/http/visitor-cookie'
import { findOrMakeVisitor } from '#server/http/visitors'
import { addressOf, requireSameOrigin, type Http } from '#server/http/who'
import { chooseLanguage, textsIn, type Texts } from '#server/language'
import { answer } from '#server/legacy/answer'
import { legacyFiles, refusalPage, type Files, type Problem } from '#server/legacy/html'
import { problemOf } from '#server/legacy/problems'
import { searchOf, type Visit } from '#server/legacy/visit'
import type { Services } from '#server/services'
import { channelsOf, companyBySysnum, pickChannel, type Channel, type Company } from '#server/store/companies'
import { hasTicket, saveTicket } from '#server/store/tickets'
import { findTimeline } from '#server/store/timelines'
import { saveUpload } from '#server/uploads/save'
import { readLeft, type Left } from './fields.ts'
import { formPage, thanksPage } from './html.ts'
import { findTemplate, readParams, wrongField, type Template } from './template.ts'

// LM1 The page needs no script and no cookie, and nobody has to be known: what is left is stored, or what is wrong is said and
//     what was written stands there again.
// LM2 `uid` links it to a customer of this company; anything else in its place counts as nothing. It opens nothing.
// LM3 A form is stored once, however often it is sent.

type Place = {
  company: Company
  channel: Channel | undefined
  config: ChatConfig
  texts: Texts
  template: Template
}

/** What the page's frame is allowed depends on the channel alone. */
const placeOf = ({ channel }: Place) => ({ channel }) as Visit

export function createLeave(services: Services, assets: Assets) {
  const files = legacyFiles(assets)
  return {
    page: (c: Http) => page(c, services, files),
    post: (c: Http) => post(c, services, files)
  }
}

/** GET /chat/h5/v2/leavemessage.html */
async function page(c: Http, services: Services, files: Files) {
  const place = await findPlace(c, services)
  if (!place) return refuse(c, files)
  const { texts, channel, config } = place
  const accent = config.color ?? channel?.settings.color
  if (c.req.query('sent') === '1')
    return answer(
      c,
      thanksPage({ texts, files, accent, search: searchOf(c).replace(/&sent=1(?=&|$)/, '') }),
      {
        visit: placeOf(place)
      }
    )
  return draw(c, files, place, { left: EMPTY, form: createId(services.clock.now()) })
}

/** POST: stored, then the browser asks for the thanks. */
async function post(c: Http, services: Services, files: Files) {
  requireSameOrigin(c, services)
  const place = await findPlace(c, services)
  if (!place) return refuse(c, files)
  const left = await readLeft(
    c,
    place.template.fields.map(({ id }) => id)
  )
  if (left.draft !== undefined)
    return draw(c, files, place, {
      left: { ...EMPTY, content: left.draft.slice(0, LIMITS.textLength) },
      form: createId(services.clock.now())
    })
  const form = FORM.test(left.form) ? left.form : createId(services.clock.now())
  const field = wrongField(place.template, left.fields)
  const wrong = wrongWith(left) ?? (field && 'leave.badField')
  // Not a status of its own: browsers would report it in the console of the page around
  if (wrong)
    return draw(c, files, place, {
      left,
      form,
      problem: { key: wrong, status: 200, ...(field ? { values: { name: field.name } } : {}) }
    })
  try {
    await store(c, services, place, { ...left, form })
  } catch (error) {
    return draw(c, files, place, { left, form, problem: problemOf(error, services) })
  }
  const search = searchOf(c).replace(/&sent=1(?=&|$)/, '')
  return c.redirect(`${c.req.path}${search}${search ? '&' : '?'}sent=1`, 303)
}

const FORM = /^[0-9a-v]{24}$/
const EMPTY: Left = {
  form: '',
  draft: undefined,
  content: '',
  email: '',
  phone: '',
  fields: {},
  file: undefined,
  fileIsCut: false
}

function wrongWith({ content, email, phone }: Left): Problem['key'] | undefined {
  if (!content) return 'leave.noContent'
  if (content.length > LIMITS.textLength) return 'form.tooLong'
  if (!email && !phone) return 'leave.noReach'
  if (email && !isEmail(email)) return 'leave.badEmail'
  return phone && !PHONE.test(phone) ? 'leave.badPhone' : undefined
}

const isEmail = (text: string) => v.is(v.pipe(v.string(), v.email(), v.maxLength(LIMITS.nameLength)), text)
const PHONE = /^\+?[\d\s()./-]{3,40}$/

async function store(c: Http, services: Services, place: Place, left: Left) {
  const { company, config } = place
  const { database, clock } = services
  if (await hasTicket(database, company.id, left.form)) return
  if (left.fileIsCut) throw fileTooLarge()
  const uid = await visitorOf(c, services, place)
  limitTickets(services, uid, addressOf(c, services))
  if (left.file) limitUploads(services, uid)
  const stored = (text: string) => services.masking.stored(company.id, text)
  const linked = readParams(c.req.query('params'), place.template)
  const file =
    left.file && (await saveUpload(services, left.file, { companyId: company.id, uid, uploadedBy: uid }))
  const ticket = {
    companyId: company.id,
    uid,
    formId: left.form,
    name: config.uname ?? '',
    email: left.email,
    phone: left.phone,
    content: await stored(left.content),
    template: config.templateid ?? '',
    group: config.groupid ?? '',
    fileId: file?.id ?? null,
    fields: await eachText({ ...filledIn(left.fields), ...linked.values }, stored),
    log: linked.log
  }
  const id = await saveTicket(database, ticket, clock.now())
  if (id) await services.webhooks.ticketCreated({ ...ticket, id })
}

async function eachText(fields: Record<string, string>, change: (text: string) => Promise<string>) {
  const changed: Record<string, string> = {}
  for (const [name, text] of Object.entries(fields)) changed[name] = await change(text)
  return changed
}

const filledIn = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))

/** The customer that the link names, else whoever this device is. */
async function visitorOf(c: Http, services: Services, { company, config }: Place): Promise<string> {
  const named = config.uid && (await findTimeline(services.database, config.uid))
  if (named && named.companyId === company.id) return named.uid
  const kept = visitorCookie(c, services, company) ?? ''
  const secret = services.tokens.isDeviceSecret(kept) ? kept : services.tokens.createDeviceSecret()
  keepVisitorCookie(c, services, company, { secret, plain: c.req.header('sec-fetch-site') === undefined })
  return await findOrMakeVisitor(c, services, {
    company,
    known: { partnerid: undefined, verified: false },
    secret
  })
}

async function findPlace(c: Http, services: Services): Promise<Place | undefined> {
  const { config, language } = readRequest(c)
  const company = config.sysnum ? await companyBySysnum(services.database, config.sysnum) : undefined
  if (!company) return undefined
  const channel = pickChannel(await channelsOf(services.database, company.id), Number(config.channelid))
  const template = await findTemplate(services.database, company.id, config.templateid)
  return { company, channel, config, template, texts: textsIn(language(channel)) }
}

function readRequest(c: Http) {
  const { config } = resolveConfig(readLink(searchOf(c)), 'leave')
  const language = (channel?: Channel) =>
    chooseLanguage(config.locale, c.req.header('accept-language'), channel?.settings.locale)
  return { config, language }
}

function refuse(c: Http, files: Files) {
  const texts = textsIn(readRequest(c).language())
  return answer(c, refusalPage(texts, files.style, texts.t('chat.unknown')), { visit: undefined })
}

function draw(
  c: Http,
  files: Files,
  place: Place,
  { left, form, problem }: { left: Left; form: string; problem?: Problem }
) {
  const { texts, config, channel, template } = place
  const accent = config.color ?? channel?.settings.color
  const content = formPage({ texts, files, accent, search: searchOf(c), left, form, problem, template })
  return answer(c, content, { visit: placeOf(place), status: problem?.status ?? 200 })
}
