import type { ComponentChildren } from 'preact'
import type { Role } from '#protocol/api/operation'
import type { OperationName } from '#protocol/api/operations'
import type { Loaded } from './choices.ts'
import type { Field, Values } from './field.ts'
import type { AdminKey } from './i18n/t.ts'
import type { Place } from './place.ts'

export type Column<Item> = {
  title: AdminKey
  /** `choices`: what was loaded for the filters. */
  show(item: Item, choices: Loaded): ComponentChildren
}

/** A kind of thing that administrators list, make and change: what its pages read. */
export type Resource<Item> = {
  /** Of its address, and of its texts: `agents.title`. */
  page: string
  part: 'reports' | 'people' | 'customers' | 'channels' | 'robots' | 'fields' | 'company'
  role: Role
  title: AdminKey
  about: AdminKey
  none: AdminKey
  makes?: AdminKey
  list: OperationName
  /** Finds one; else the list is read until it is found. */
  get?: OperationName
  /** The list finds words. */
  searches?: true
  /** Fields of `list` that narrow it; they stand in the address. */
  filters?: readonly Field[]
  /** What it belongs to: a field of all its operations, carried in the address. */
  parent?: string
  create?: OperationName
  update?: OperationName
  remove?: OperationName
  /** Name of the id in the operations that change and delete. */
  idField: string
  idOf(item: Item): string
  nameOf(item: Item): string
  /** The first is the name, and the link. */
  columns: readonly Column<Item>[]
  fields: readonly Field[]
  /** What the form begins with when something is made. */
  fresh: Values
  /** Beside the form of one that is there. */
  Aside?: (props: { item: Item; values: Values; reload(): void }) => ComponentChildren
  /** Below the list. */
  Foot?: () => ComponentChildren
  /** What an answer to `create` tells this one time. */
  Secret?: (props: { answer: any }) => ComponentChildren
}

export const resource = <Item>(one: Resource<Item>) => one as unknown as Resource<any>

/** The field of all its operations that says what it belongs to, from the address. */
export const parentOf = (
  { parent }: Pick<Resource<unknown>, 'parent'>,
  { query }: Place
): Record<string, string> => (parent === undefined ? {} : { [parent]: query[parent] ?? '' })
