import { signal } from '@preact/signals'
import { ORGANISATIONS, type Organisation } from '#protocol/api/organisations'
import type { Customer } from '#protocol/customer'
import type { DeskModel } from '../models/DeskModel.ts'
import { carry } from '../operation.ts'

/** Organisations that were asked for, by their ids; kept while the workbench is open. */
const known = signal<ReadonlyMap<string, Organisation>>(new Map())
const asked = new Set<string>()

export function remember(organisations: readonly Organisation[]) {
  known.value = new Map([...known.value, ...organisations.map(one => [one.id, one] as const)])
}

/** Its name once that is known; until then, and where it is no more, its id. */
export function organisationName(id: string): string {
  if (!asked.has(id)) {
    asked.add(id)
    void carry(ORGANISATIONS.getOrganisation, { organisation: id }).then(
      answer => answer.ok && remember([answer.value])
    )
  }
  return known.value.get(id)?.name ?? id
}

export type Owners = Pick<Customer, 'organisation' | 'owner' | 'ownerGroup'>
export const OWNERS = ['organisation', 'owner', 'ownerGroup'] as const

/** What agents call it; who is no more goes by their id. */
export function ownerName(desk: DeskModel, part: keyof Owners, id: string): string {
  if (part === 'organisation') return organisationName(id)
  return (part === 'owner' ? desk.nameOfAgent(id) : desk.nameOfGroup(id)) || id
}
