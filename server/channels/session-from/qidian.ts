import { named, readValue, splitParts } from './parts.ts'
import { nothing, type SessionFrom } from './session-from.ts'

// SF-qidian: `name=value`, divided by `|`, in any order.

const NAMES = ['nickName', 'avatarUrl', 'gender', 'country', 'province', 'city', 'userdef'] as const
type Name = (typeof NAMES)[number]
const BY_LOWER = new Map<string, Name>(NAMES.map(name => [name.toLowerCase(), name]))
/** The platform's numbers for what `sex` says. */
const SEX: Record<string, string> = { '1': '男', '2': '女' }
const NO_JSON = { isJson: () => -1, name: /$^/ }

export const isQidian = (text: string): boolean =>
  splitParts(text, NO_JSON).some(part => BY_LOWER.has(named(part, '=').name.toLowerCase()))

export function readQidian(text: string): SessionFrom {
  const found = nothing('qidian')
  const values: Partial<Record<Name, string>> = {}
  let last: Name | undefined
  for (const part of splitParts(text, NO_JSON)) {
    const { name, value } = named(part, '=')
    const known = BY_LOWER.get(name.toLowerCase())
    // A custom parameter may hold whatever it likes
    if (known === undefined && last === 'userdef') values.userdef += `|${part}`
    else if (known === undefined) found.problems.push(part.slice(0, 40))
    else values[(last = known)] = value
  }
  const read = (name: Name) => readValue(values[name] ?? '')
  const place = { country: read('country'), province: read('province'), city: read('city') }
  found.claims['uname'] = read('nickName')
  found.claims['face'] = read('avatarUrl')
  found.claims['sex'] = SEX[read('gender')] ?? read('gender').replace(/^0$/, '')
  const said = Object.fromEntries(Object.entries(place).filter(([, value]) => value))
  if (Object.keys(said).length > 0) found.claims['params'] = JSON.stringify(said)
  found.userdef = read('userdef')
  return found
}
