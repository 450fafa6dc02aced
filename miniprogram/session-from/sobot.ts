import type { Data, Draft } from './index.ts'
import { copied, json, members, plain } from './values.ts'

/** `sobot|nick|avatar|params`, and then what has a name. */
export function sobot(data: Data): Draft {
  const rest: Data = { ...data }
  const params = copied(data['params'], 'params')
  const drop = (name: string) => ({ name, drop: () => void delete rest[name] })
  const named = (name: string, value: string) => (value === '' ? '' : `|${name}=${value}`)
  return {
    write: () =>
      `sobot|${plain(rest, 'nickName')}|${plain(rest, 'avatarUrl')}|${json(params, 'params')}` +
      named('transfer_action', json(rest['transfer_action'], 'transfer_action')) +
      named('platform_action', json(rest['platform_action'], 'platform_action')) +
      named('partnerid', plain(rest, 'partnerid')) +
      named('robotid', plain(rest, 'robotid')),
    pieces: [
      drop('avatarUrl'),
      ...members(params, 'params'),
      drop('nickName'),
      drop('robotid'),
      drop('platform_action'),
      drop('transfer_action'),
      drop('partnerid')
    ]
  }
}
