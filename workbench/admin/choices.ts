import { SCOPES } from '#protocol/api/operation'
import { WEBHOOK_EVENTS } from '#protocol/api/webhooks'
import { call } from './call.ts'
import type { Choice, Field } from './field.ts'

/** What a form offers that is known to the server only. */
export type Loaded = {
  agents?: Choice[]
  groups?: Choice[]
  robots?: Choice[]
  scopes?: Choice[]
  ticketFields?: Choice[]
  recordFields?: Choice[]
  recordTemplates?: Choice[]
  organisations?: Choice[]
  events?: Choice[]
}

const SOURCES: Record<keyof Loaded, () => Promise<Choice[]>> = {
  async agents() {
    const answer = await call('listAgents', { limit: '200' })
    return answer.ok
      ? answer.value.items.flatMap(({ id, name, isEnabled }) => (isEnabled ? { value: id, label: name } : []))
      : []
  },
  async groups() {
    const answer = await call('listGroups', { limit: '200' })
    return answer.ok ? answer.value.items.map(({ id, name }) => ({ value: id, label: name })) : []
  },
  async robots() {
    const answer = await call('listRobots', { limit: '200' })
    return answer.ok ? answer.value.items.map(({ number, name }) => ({ value: number, label: name })) : []
  },
  async ticketFields() {
    const answer = await call('listTicketFields', { limit: '200' })
    return answer.ok
      ? answer.value.items.flatMap(({ id, name, isLinked }) => (isLinked ? [] : { value: id, label: name }))
      : []
  },
  async recordFields() {
    const answer = await call('listRecordFields', { limit: '200' })
    return answer.ok ? answer.value.items.map(({ id, name }) => ({ value: id, label: name })) : []
  },
  async recordTemplates() {
    const answer = await call('listRecordTemplates', { limit: '200' })
    return answer.ok ? answer.value.items.map(({ id, name }) => ({ value: id, label: name })) : []
  },
  async organisations() {
    const answer = await call('listOrganisations', { limit: '200' })
    return answer.ok ? answer.value.items.map(({ id, name }) => ({ value: id, label: name })) : []
  },
  events: async () => WEBHOOK_EVENTS.map(value => ({ value, label: value })),
  // The same words in every language: programs read them
  scopes: async () => SCOPES.map(value => ({ value, label: value }))
}

/** Where rules may lead, and of what channels they may speak. */
export async function loadTargets() {
  const [agents, groups, channels] = await Promise.all([
    SOURCES.agents(),
    SOURCES.groups(),
    call('listChannels', { limit: '200' })
  ])
  return {
    agents,
    groups,
    channels: channels.ok
      ? channels.value.items.map(({ number, name }) => ({ value: number, label: name }))
      : []
  }
}

export async function loadChoices(fields: readonly Field[]): Promise<Loaded> {
  const wanted = fields.flatMap(({ choices }) => (typeof choices === 'string' ? choices : []))
  return Object.fromEntries(await Promise.all(wanted.map(async name => [name, await SOURCES[name]()])))
}

/** What is no longer there, or beyond what was loaded, goes by its id. */
export const nameIn = (choices: readonly Choice[] | undefined, id: string | null | undefined): string =>
  id ? (choices?.find(({ value }) => value === id)?.label ?? id) : ''
