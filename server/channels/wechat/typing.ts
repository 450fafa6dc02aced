import type { Services } from '#server/services'
import { miniProgramById } from '#server/store/mini-programs'
import { findMiniUser } from '#server/store/mini-users'
import type { Apps } from './apps.ts'

// WX-out: the customer sees that somebody writes. Of the moment: what fails is not tried again, and costs no message.

/** The platform shows it for some seconds; more often says nothing new. */
const EVERY_MS = 5_000
const MOST_KNOWN = 5_000

export function createTyping(services: () => Services, apps: Apps) {
  /** Who is no customer of a mini program, and when the others were told last. */
  const toldAt = new Map<string, number>()

  async function tell(uid: string, on: boolean) {
    const { database } = services()
    const user = await findMiniUser(database, uid)
    const program = user && (await miniProgramById(database, user.miniProgramId))
    if (!user || !program) return void toldAt.set(uid, Infinity)
    await apps.withToken(program, (platform, token) => platform.typing(token, user.openid, on))
  }

  /** An agent has begun to write, or has stopped. */
  return (uid: string, on: boolean): void => {
    const now = services().clock.now()
    const last = toldAt.get(uid) ?? -Infinity
    const isKnown = on ? now - last < EVERY_MS : last === -Infinity
    if (last === Infinity || isKnown) return
    if (toldAt.size >= MOST_KNOWN) toldAt.clear()
    toldAt.set(uid, on ? now : -Infinity)
    void tell(uid, on).catch(() => {})
  }
}
