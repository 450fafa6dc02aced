import { readLoose } from './loose-json.ts'
import { decode, named, readValue, splitParts } from './parts.ts'
import { nothing, type SessionFrom } from './session-from.ts'

// SF-sobot: `sobot|nick|avatar|params`, and then what has a name, in any order.

const NAME = /\|(?=(?:transfer_?action|platform_action|partnerid|robotid)=)/i
const IS_NAMED = /^(?:transfer_?action|platform_action|partnerid|robotid)=/i
const FIXED = 4
const LONGEST_PARTNERID = 100

export function readSobot(text: string): SessionFrom {
  const found = nothing('sobot')
  const parts = splitParts(text, { isJson: jsonAt, name: NAME })
  const firstNamed = parts.findIndex((part, i) => i > 0 && IS_NAMED.test(part))
  const [, nick = '', avatar = '', params = ''] = parts.slice(0, firstNamed < 0 ? FIXED : firstNamed)
  found.claims['uname'] = readValue(nick)
  found.claims['face'] = readValue(avatar)
  readInto(found, 'params', params)
  for (const part of parts.slice(1)) {
    if (!IS_NAMED.test(part)) continue
    const { name, value } = named(part, '=')
    READ[name.toLowerCase().replace('_', '')]?.(found, value)
  }
  return found
}

/** The first two are names and addresses, whatever they begin with. */
function jsonAt(index: number, rest: string): number {
  const start = IS_NAMED.exec(rest)?.[0].length ?? 0
  return (index >= FIXED - 1 || start > 0) && /^\s*[[{]/.test(rest.slice(start)) ? start : -1
}

const READ: Record<string, (found: SessionFrom, value: string) => void> = {
  transferaction: (found, value) => readInto(found, 'transfer_action', value),
  platformaction(found, value) {
    const action = readJson(found, 'platform_action', value)
    const { customerCode, flowGroupId } = Array.isArray(action) ? {} : (action as Record<string, unknown>)
    const company = textOf(customerCode)
    const group = textOf(flowGroupId)
    if (!company && !group) return
    Object.assign(found.claims, { flowType: '1', flowCompanyId: company, flowGroupId: group })
  },
  partnerid(found, value) {
    const partnerid = readValue(value)
    // Cut short it might be somebody else's
    if (partnerid.length > LONGEST_PARTNERID) found.problems.push('partnerid')
    else found.claims['partnerid'] = partnerid
  },
  robotid: (found, value) => void (found.claims['robotid'] = readValue(value))
}

function readInto(found: SessionFrom, key: 'params' | 'transfer_action', value: string) {
  const read = readJson(found, key, value)
  if (Object.keys(read).length > 0) found.claims[key] = JSON.stringify(read)
}

/** An object or a list; empty where it is neither. */
function readJson(found: SessionFrom, name: string, value: string): object {
  if (readValue(value) === '') return {}
  const read = readLoose(value) ?? readLoose(decode(value))
  const isRead = typeof read?.value === 'object' && read.value !== null
  if (!isRead || !read.isWhole) found.problems.push(name)
  return isRead ? (read.value as object) : {}
}

const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
