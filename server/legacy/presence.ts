import { createId } from '#protocol/ids'
import type { Member } from '#server/hub'
import type { Services } from '#server/services'

/** A page without a connection is there as long as it asks; longer than the slowest page's pause between two questions. */
const GONE_AFTER_MS = 30_000

/** Makes visitors whose page only asks now and then count as present. */
export function createPresence({ hub, clock }: Services) {
  const present = new Map<string, { leave(): void; timer: unknown }>()

  function gone(uid: string) {
    present.get(uid)?.leave()
    present.delete(uid)
  }

  function come(uid: string, companyId: string) {
    const member: Member = {
      id: createId(clock.now()),
      role: 'visitor',
      who: uid,
      companyId,
      // It asks for what there is, and is looked at anew each time
      deliver() {},
      recheck() {},
      close() {}
    }
    return { leave: hub.join(member), timer: undefined as unknown }
  }

  return {
    seen(uid: string, companyId: string) {
      const one = present.get(uid) ?? come(uid, companyId)
      clock.clearTimeout(one.timer)
      one.timer = clock.setTimeout(() => gone(uid), GONE_AFTER_MS)
      present.set(uid, one)
    }
  }
}

export type Presence = ReturnType<typeof createPresence>
