import type { Profile } from '#protocol/desk'
import type { Wish } from './route.ts'
import type { Visitor } from './queue.ts'
import { parseTransferAction } from './transfer-action.ts'

type Claims = NonNullable<Profile['claims']>

/** What a page's keys ask of the desk. All of it is the visitor's word. */
export function readWish(claims: Claims = {}): Wish {
  const { steps, warnings } = claims['transfer_action']
    ? parseTransferAction(claims['transfer_action'])
    : { steps: [], warnings: [] }
  return {
    steps,
    warnings,
    agentId: claims['agentid'] || null,
    agentOnly: claims['agent_mode_flag'] === '1',
    groupId: claims['groupid'] || null
  }
}

/** What counts where some go first. A level counts for VIPs alone. */
export function readVisitor(claims: Claims = {}): Visitor {
  return {
    isNamed: /^(1|true)$/i.test(claims['queueFirst'] ?? ''),
    vipLevel: claims['is_vip'] === '1' ? (claims['vip_level'] ?? '') : null
  }
}
