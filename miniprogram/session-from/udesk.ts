import type { Data, Draft } from './index.ts'
import { copied, json, members, plain } from './values.ts'

const FIELDS = 'custom_fields'
/** Of the customer, the least important first. */
const CUSTOMER = [
  'ip',
  'description',
  'other_emails',
  'tags',
  'level',
  'organization_id',
  'generated_channel',
  'owner_group_id',
  'owner_id',
  'avatar',
  'nick_name',
  'cellphones',
  'email',
  'customer_name',
  'customer_token'
]

/** `udesk|nick|avatar|customer^{…}|note^{…}|unionid^…`. */
export function udesk(data: Data): Draft {
  const rest: Data = { ...data }
  const customer = copied(data['customer'], 'customer')
  const note = copied(data['note'], 'note')
  const own = copied(customer[FIELDS], `customer.${FIELDS}`)
  const noted = copied(note[FIELDS], `note.${FIELDS}`)
  const within = (one: Data, fields: Data) => {
    const { [FIELDS]: _all, ...others } = one
    return Object.keys(fields).length > 0 ? { ...others, [FIELDS]: fields } : others
  }
  const named = (name: string, value: string) => (value === '' ? '' : `|${name}^${value}`)
  const dropRest = (name: string) => ({ name, drop: () => void delete rest[name] })
  return {
    write: () =>
      `udesk|${plain(rest, 'nickName')}|${plain(rest, 'avatarUrl')}` +
      named('customer', json(within(customer, own), 'customer')) +
      named('note', json(within(note, noted), 'note')) +
      named('unionid', plain(rest, 'unionid')),
    pieces: [
      ...members(noted, `note.${FIELDS}`),
      ...members(note, 'note'),
      dropRest('avatarUrl'),
      ...members(own, `customer.${FIELDS}`),
      ...CUSTOMER.map(name => ({ name: `customer.${name}`, drop: () => void delete customer[name] })),
      dropRest('nickName'),
      ...members(customer, 'customer'),
      dropRest('unionid')
    ]
  }
}
