import type { Data, Draft } from './index.ts'
import { plain } from './values.ts'

const NAMES = ['nickName', 'avatarUrl', 'gender', 'country', 'province', 'city', 'userdef']
/** The least important first. */
const ORDER = ['avatarUrl', 'city', 'province', 'country', 'gender', 'nickName', 'userdef']

/** `name=value`, divided by `|`. */
export function qidian(data: Data): Draft {
  const rest: Data = { ...data }
  return {
    write: () =>
      NAMES.flatMap(name => {
        const value = plain(rest, name)
        return value === '' ? [] : [`${name}=${value}`]
      }).join('|'),
    pieces: ORDER.map(name => ({ name, drop: () => void delete rest[name] }))
  }
}
