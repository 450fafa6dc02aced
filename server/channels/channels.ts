import type { Services } from '#server/services'
import type { Op, Outcome } from '#server/store/commit'
import { LIMITS } from '#protocol/limits'
import { createApps } from './wechat/apps.ts'
import { createInbox } from './wechat/inbox.ts'
import { createOutbox } from './wechat/outbox.ts'
import { createPlatform } from './wechat/platform.ts'
import { createTyping } from './wechat/typing.ts'

/** Ways in and out that are not ours: the platforms of mini programs. */
export type Channels = ReturnType<typeof createChannels>

export function createChannels(
  services: () => Services,
  { config, database, vault, clock }: Pick<Services, 'config' | 'database' | 'vault' | 'clock'>
) {
  const platform = createPlatform({ base: config.wechatApi, mostBytes: LIMITS.fileBytes })
  const apps = createApps({ database, vault, platform, clock })
  const outbox = createOutbox(services, apps)
  const inbox = createInbox(services, { apps, onCame: outbox.tell })
  return {
    wechat: { apps, inbox, outbox },
    /** An agent writes to this visitor, or has stopped. */
    typing: createTyping(services, apps),
    stored: (op: Op, outcome: Outcome) => outbox.stored(op, outcome),
    start() {
      const stops = [inbox.start(), outbox.start()]
      return async () => void (await Promise.all(stops.map(stop => stop())))
    }
  }
}
