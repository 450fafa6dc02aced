import { ChatError } from '#protocol/errors'
import { readObject, TEXT_CLAIMS, type Customer } from '#protocol/customer'
import { fitsField, type FieldSpec } from '#protocol/definition'
import { may } from '#protocol/permissions'
import type { CUSTOMERS as TABLE, Past, SummaryForm } from '#protocol/api/customers'
import { pluginAddress, pluginOrigin, signPluginToken } from '#server/panel-plugins'
import { present, readerOf } from '#server/present'
import { tellCustomer } from '#server/profiles'
import { agentsOf } from '#server/store/agents'
import { channelsOf, companyById } from '#server/store/companies'
import {
  changeCustomer,
  conversationsOf,
  entriesOfConversation,
  type PastConversation
} from '#server/store/customers'
import { definitionsOf, type Definition } from '#server/store/definitions'
import { deskSettings, groupsOf } from '#server/store/groups'
import { toIds } from '#server/store/ids'
import { pageOf } from '#server/store/page'
import { findSummary, saveSummary, type SavedSummary, type Summarised } from '#server/store/summaries'
import { findTimeline, type Timeline } from '#server/store/timelines'
import { findOrganisation } from '#server/store/organisations'
import { requireOwner } from './organisations.ts'
import type { Context, Handlers } from './caller.ts'

const MOST_ABOUT = 200

export const CUSTOMERS: Handlers<keyof typeof TABLE> = {
  getCustomer: async (context, { visitor }) => show(await requireVisitor(context, visitor)),
  async updateCustomer(context, { visitor, ...given }) {
    const { services, companyId } = context
    await requireVisitor(context, visitor)
    await check(context, given)
    await checkOwners(context, given)
    await changeCustomer(services.database, { companyId, uid: visitor }, before => change(before, given))
    const timeline = await requireVisitor(context, visitor)
    await tellCustomer(services, timeline)
    return show(timeline)
  },
  async listCustomerConversations(context, { visitor, ...asked }) {
    const { database } = context.services
    const { uid, partnerid, companyId } = await requireVisitor(context, visitor)
    const { items, next } = await conversationsOf(database, { companyId, uid, partnerid }, asked)
    const channels = new Map(
      (await channelsOf(database, companyId)).map(({ number, name }) => [number, name])
    )
    const agents = new Map((await agentsOf(database, companyId)).map(({ id, name }) => [id, name]))
    const fields = await definitionsOf(database.read, companyId, 'summaryField')
    return { items: items.map(one => showPast(one, { channels, agents, fields })), next }
  },
  async listMessages(context, { conversation, limit, after = 0 }) {
    const { services, companyId, now } = context
    const { cid, uid, first_seq: firstSeq } = await requireConversation(context, conversation)
    const entries = await entriesOfConversation(
      services.database,
      { uid, cid, firstSeq },
      { after, limit: limit + 1 }
    )
    const { items, next } = pageOf(entries, { limit }, ({ seq }) => String(seq))
    const reader = await readerOf(services, { role: 'agent', companyId })
    return { items: items.map(entry => present(entry, reader, services.tokens, now)), next }
  },
  getSummary: async (context, { conversation }) =>
    await showSummary(context, await requireConversation(context, conversation)),
  async saveSummary(context, { conversation, values }) {
    const { services, caller, companyId, now } = context
    const { database } = services
    const found = await requireConversation(context, conversation)
    if (!maySummarise(context, found))
      throw new ChatError('forbidden', 'a colleague holds or held this conversation')
    const fields = await definitionsOf(database.read, companyId, 'summaryField')
    checkSummary(fields, values)
    const kept = fields.flatMap(({ id }) => (values[id] ? [[id, values[id]]] : []))
    await saveSummary(database, found.cid, { values: Object.fromEntries(kept), by: caller.name, at: now })
    return await showSummary(context, await requireConversation(context, conversation))
  },
  async openPanelPlugin(context, { item, conversation }) {
    const { services, caller, companyId, now, origin: issuer } = context
    const { spec } = await requirePlugin(context, item)
    const { cid, uid } = await requireConversation(context, conversation)
    const { partnerid, verified } = (await findTimeline(services.database, uid))!
    const company = await companyById(services.database, companyId)
    const facts = { partnerid: partnerid ?? '', visitor: uid, conversation: cid, agent: caller.id }
    const token = signPluginToken(
      services.tokens.pluginSecret(companyId, item),
      {
        iss: issuer,
        aud: item,
        sub: caller.id,
        name: caller.name,
        sysnum: company!.sysnum,
        ...facts,
        verified
      },
      now
    )
    const url = String(spec['url'])
    return { url: pluginAddress(url, { ...facts, token }), origin: pluginOrigin(url) ?? '' }
  },
  async getPanelPluginSecret(context, { item }) {
    const { id } = await requirePlugin(context, item)
    return { secret: context.services.tokens.pluginSecret(context.companyId, id) }
  }
}

async function requireVisitor({ services, companyId }: Context, uid: string): Promise<Timeline> {
  const timeline = await findTimeline(services.database, uid)
  if (timeline?.companyId !== companyId)
    throw new ChatError('not-found', 'visitor: no visitor of this company has this id')
  return timeline
}

async function requireConversation({ services, companyId }: Context, cid: string): Promise<Summarised> {
  const found = await findSummary(services.database, companyId, cid)
  if (!found) throw new ChatError('not-found', 'conversation: no conversation of this company has this id')
  return found
}

async function requirePlugin({ services, companyId }: Context, id: string): Promise<Definition> {
  const plugins = await definitionsOf(services.database.read, companyId, 'panelPlugin')
  const found = plugins.find(one => one.id === id)
  if (!found) throw new ChatError('not-found', 'item: there is none with this id')
  return found
}

const show = ({ uid, partnerid, verified, firstSeenAt, profile, customer }: Timeline) => ({
  visitor: uid,
  partnerid,
  verified,
  firstSeenAt,
  claims: profile.claims ?? {},
  customer
})

type Given = { [K in Exclude<keyof Customer, 'fields'>]?: Customer[K] | null } & {
  fields?: Record<string, string | null> | undefined
}

/** Only levels, labels and fields that the company has, and values that fit them. */
async function check({ services: { database }, companyId }: Context, { vipLevel, labels, fields }: Given) {
  const { vipLevels } = await deskSettings(database.read, companyId)
  if (vipLevel && !vipLevels.some(({ id }) => id === vipLevel))
    throw new ChatError('bad-request', 'vipLevel: the company has no level with this id')
  const known = new Set((await definitionsOf(database.read, companyId, 'label')).map(({ id }) => id))
  const strange = labels?.find(id => !known.has(id))
  if (strange !== undefined)
    throw new ChatError('bad-request', `labels: the company has no label with the id ${strange}`)
  const defined = await definitionsOf(database.read, companyId, 'customerField')
  for (const [id, value] of Object.entries(fields ?? {})) {
    const field = defined.find(one => one.id === id)
    if (!field) throw new ChatError('bad-request', `fields: the company has no field with the id ${id}`)
    if (value && !fitsField(value, field.spec as FieldSpec))
      throw new ChatError('bad-request', `fields: ${field.name}: does not fit its type`)
  }
}

/** Only people, groups and organisations of this company. */
async function checkOwners(context: Context, { organisation, owner, ownerGroup }: Given) {
  const { services, companyId } = context
  const { database } = services
  await requireOwner(context, owner)
  if (organisation && !(await findOrganisation(database, companyId, organisation)))
    throw new ChatError('bad-request', 'organisation: the company has no organisation with this id')
  if (ownerGroup && !(await groupsOf(database.read, companyId)).some(({ id }) => id === ownerGroup))
    throw new ChatError('bad-request', 'ownerGroup: the company has no group with this id')
}

/** What is empty counts as taken back, for an empty name is none. */
function change(before: Customer, { fields, ...given }: Given): Customer {
  const next: Record<string, unknown> = { ...before }
  for (const [part, value] of Object.entries(given)) {
    if (value === undefined) continue
    if (value === null || (value === '' && (Object.hasOwn(TEXT_CLAIMS, part) || OWNERS.has(part))))
      delete next[part]
    else next[part] = value
  }
  const kept = Object.entries({ ...before.fields, ...fields }).filter(([, value]) => value)
  delete next['fields']
  return {
    ...next,
    ...(kept.length > 0 ? { fields: Object.fromEntries(kept) as Record<string, string> } : {})
  }
}

const OWNERS = new Set(['organisation', 'owner', 'ownerGroup'])

type Known = { channels: Map<number, string>; agents: Map<string, string>; fields: Definition[] }

const showPast = (one: PastConversation, { channels, agents, fields }: Known): Past => ({
  conversation: one.cid,
  visitor: one.uid,
  status: one.status,
  channel: one.channel === null ? null : { number: one.channel, name: channels.get(one.channel) ?? '' },
  agent: one.agentId === null ? null : (agents.get(one.agentId) ?? ''),
  startedAt: one.startedAt,
  endedAt: one.endedAt,
  about: one.first?.kind === 'text' ? one.first.text.slice(0, MOST_ABOUT) : '',
  summary: valuesOf(one.summary, fields)
})

/** What was saved for a field that has gone since stands under the field's id. */
const valuesOf = (summary: SavedSummary | null, fields: Definition[]) =>
  Object.entries(summary?.values ?? {}).map(([id, value]) => ({
    id,
    name: fields.find(field => field.id === id)?.name ?? id,
    value
  }))

const maySummarise = ({ caller }: Context, { agent_id, guests }: Summarised) =>
  may(
    caller.role,
    'summary',
    agent_id === null || agent_id === caller.id || toIds(guests).includes(caller.id)
  )

function checkSummary(fields: Definition[], values: Record<string, string>) {
  for (const { id, name, spec } of fields) {
    const value = values[id]
    if (!value && spec['isNeeded']) throw new ChatError('bad-request', `values: ${name}: is needed`)
    if (value && !fitsField(value, spec as FieldSpec))
      throw new ChatError('bad-request', `values: ${name}: does not fit its type`)
  }
}

async function showSummary(context: Context, found: Summarised): Promise<SummaryForm> {
  const { services, companyId } = context
  const { database } = services
  const fields = await definitionsOf(database.read, companyId, 'summaryField')
  const { summary } = found
  const timeline = summary === null && found.isNewest ? await findTimeline(database, found.uid) : undefined
  const { values, ignored } = readParams(timeline?.profile.claims?.['summaryparams'], fields)
  if (ignored.length > 0)
    services.report('summary-fields-ignored', { conversation: found.cid, count: ignored.length })
  return {
    fields: fields.map(({ id, name, spec }) => ({
      id,
      name,
      ...(spec as Pick<SummaryForm['fields'][number], 'type' | 'options' | 'isNeeded'>),
      value: (summary?.values ?? values)[id] ?? '',
      isFromPage: summary === null && values[id] !== undefined
    })),
    ignored,
    savedBy: summary?.by ?? null,
    savedAt: summary?.at ?? null,
    maySave: maySummarise(context, found)
  }
}

/** CRM-summary: `summaryparams` by the ids or the names of fields; what no field is for, or fits none, is left out. */
function readParams(text: string | undefined, fields: Definition[]) {
  const values: Record<string, string> = {}
  const ignored: string[] = []
  for (const [key, value] of Object.entries(readObject(text))) {
    const field = fields.find(({ id, name }) => id === key || name === key)
    if (field && fitsField(value, field.spec as FieldSpec)) values[field.id] = String(value).slice(0, 2_000)
    else if (ignored.length < 50) ignored.push(key.slice(0, 100))
  }
  return { values, ignored }
}
