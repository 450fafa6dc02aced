import { readObject } from '#protocol/customer'
import { readLoose } from './loose-json.ts'
import { decode, named, readValue, splitParts } from './parts.ts'
import { nothing, type Contact, type SessionFrom } from './session-from.ts'

// SF-udesk: `udesk|nick|avatar|customer^{…}|note^{…}|unionid^…`.

const NAME = /\|(?=(?:customer|note|unionid)\^)/i
const IS_NAMED = /^(?:customer|note|unionid)\^/i
const FIXED = 3
/** Whom the page does not name. */
const NOBODY = 'Mini Program User'

type Fields = Record<string, unknown>

export function readUdesk(text: string): SessionFrom {
  const found = nothing('udesk')
  const parts = splitParts(text, { isJson: jsonAt, name: NAME })
  const firstNamed = parts.findIndex((part, i) => i > 0 && IS_NAMED.test(part))
  const [, nick = '', avatar = ''] = parts.slice(0, firstNamed < 0 ? FIXED : firstNamed)
  const given: Fields = { nick_name: readValue(nick), avatar: readValue(avatar) }
  for (const part of parts.slice(1)) {
    if (!IS_NAMED.test(part)) continue
    const { name, value } = named(part, '^')
    const lower = name.toLowerCase()
    if (lower === 'unionid') found.unionId = readValue(value)
    else if (lower === 'customer') Object.assign(given, readFields(found, 'customer', value))
    else readNote(found, readFields(found, 'note', value))
  }
  readCustomer(found, given)
  return found
}

function jsonAt(_index: number, rest: string): number {
  const start = IS_NAMED.exec(rest)?.[0].length ?? -1
  return start >= 0 && /^\s*[[{]/.test(rest.slice(start)) ? start : -1
}

function readFields(found: SessionFrom, name: string, value: string): Fields {
  if (readValue(value) === '') return {}
  const read = readLoose(value) ?? readLoose(decode(value))
  const isObject = typeof read?.value === 'object' && read.value !== null && !Array.isArray(read.value)
  if (!isObject || !read.isWhole) found.problems.push(name)
  return isObject ? (read.value as Fields) : {}
}

/** Where each of the customer's fields goes, by the name of the web SDK's key. */
const CLAIMS: Record<string, string> = {
  avatar: 'face',
  email: 'email',
  customer_token: 'partnerid',
  description: 'remark',
  tags: 'user_label',
  owner_id: 'agentid',
  owner_group_id: 'groupid'
}

function readCustomer(found: SessionFrom, given: Fields) {
  const { claims } = found
  for (const [field, key] of Object.entries(CLAIMS)) claims[key] = textOf(given[field])
  claims['uname'] = textOf(given['customer_name']) || textOf(given['nick_name']) || NOBODY
  const level = textOf(given['level'])
  // Its plain level is that of everybody
  if (level && level !== 'normal') Object.assign(claims, { is_vip: '1', vip_level: level })
  found.phones = contacts(given['cellphones'])
  found.emails = contacts(given['other_emails'])
  claims['tel'] = found.phones.find(({ id }) => id === null)?.value ?? found.phones[0]?.value ?? ''
  const fields = fieldsOf(given['custom_fields'])
  if (Object.keys(fields).length > 0) claims['customer_fields'] = JSON.stringify(fields)
  const others = Object.fromEntries(
    ['nick_name', 'ip', 'organization_id'].flatMap(name => {
      const value = textOf(given[name])
      return value ? [[name, value]] : []
    })
  )
  if (Object.keys(others).length > 0) claims['params'] = JSON.stringify(others)
  found.channelName = textOf(given['generated_channel'])
}

function readNote(found: SessionFrom, note: Fields) {
  const title = textOf(note['title'])
  const fields = fieldsOf(note['custom_fields'])
  if (title || Object.keys(fields).length > 0) found.record = { title, fields }
}

/** `[id, value]`, as objects or as pairs. */
function contacts(list: unknown): Contact[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((one): Contact[] => {
    const [id, value] = Array.isArray(one)
      ? one
      : typeof one === 'object' && one !== null
        ? [(one as Fields)['id'], (one as Fields)['cellphone'] ?? (one as Fields)['other_email']]
        : [null, one]
    const text = textOf(value)
    return text ? [{ id: textOf(id) || null, value: text }] : []
  })
}

function fieldsOf(given: unknown): Record<string, string> {
  const fields = typeof given === 'string' ? readObject(given) : given
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return {}
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : textOf(value)
      return text ? [[name, text]] : []
    })
  )
}

const textOf = (value: unknown): string => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return ''
  return readValue(value)
}
