import type { Receipt } from '#protocol/desk'
import type { ServerFrameOf } from '#protocol/server-frame'
import type { Bus } from './bus/bus.ts'
import type { Clock } from './clock.ts'
import { isPartner } from './desk/overflow.ts'
import type { FileStore } from './file-store.ts'
import type { Hub } from './hub.ts'
import type { Masking } from './privacy/masking.ts'
import type { Report } from './report.ts'
import type { Op, Outcome } from './store/commit.ts'
import type { Database } from './store/db.ts'
import { counterpart, openReferrals, referralOfConversation, type Referral } from './store/referrals.ts'
import { relay } from './store/relay.ts'
import type { ReceiptRole } from './store/timelines.ts'
import type { Writer } from './store/writer.ts'

// PF6 What was said is carried at once by the process that stored it, and by any that finds it left behind. What is of the moment (who is
//     there, who types, how far was read) is told by the way, and kept nowhere.

/** Conversations that one company of a platform has referred to another. */
export type Referrals = {
  /** Carries over what was left behind, now and for ever; returns the stop. */
  start(): () => Promise<void>
  stored(op: Op, outcome: Outcome): void
  /** Companies may have parted: looks at all that is under way. */
  look(): void
  /** A referral has been given back. */
  changed(id: string): void
  /** Whose presence counts: of a timeline that another company referred, the visitor's own. */
  visitorOf(uid: string): string
  /** The timeline at which the other company looks, and which company that is. */
  mirrorOf(uid: string): { uid: string; companyId: string } | undefined
  typing(frame: ServerFrameOf<'typing'>): void
  received(uid: string, role: ReceiptRole, receipt: Receipt): void
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
}

export type ReferralsOptions = {
  masking: Masking
  database: Database
  writer(): Writer
  hub(): Hub
  files: FileStore
  bus: Bus
  clock: Clock
  report: Report
  advance(uid: string, role: ReceiptRole, upTo: Partial<Receipt>): void
}

const ROUND_MS = 2_000

export function createReferrals(options: ReferralsOptions): Referrals {
  const { database, writer, hub, files, bus, clock, report, advance, masking } = options
  let byUid = new Map<string, Referral>()
  /** One after the other; who asks again meanwhile is looked at once more. */
  const running = new Map<string, { again: boolean }>()
  const busy = new Set<Promise<unknown>>()
  bus.subscribe('referrals', () => soon(look()))

  function soon(work: Promise<unknown>) {
    const watched = work.catch(error => report('referral-failed', { error: String(error) }))
    busy.add(watched)
    void watched.finally(() => busy.delete(watched))
  }

  async function refresh(): Promise<Referral[]> {
    const open = await openReferrals(database)
    byUid = new Map(
      open.flatMap(one => [
        [one.uid, one] as const,
        ...(one.mirrorUid ? [[one.mirrorUid, one] as const] : [])
      ])
    )
    return open
  }

  const known = (id: string) => [...byUid.values()].some(one => one.id === id && one.mirrorUid)

  function carry(id: string) {
    const before = running.get(id)
    if (before) return void (before.again = true)
    const mine = { again: false }
    running.set(id, mine)
    const work = async () => {
      let isOther = !known(id)
      do {
        mine.again = false
        await writer().enlist(async () => {
          const done = await relay(database, {
            id,
            now: clock.now(),
            copyFile: files.copy,
            masked: masking.carried
          })
          isOther ||= done.some(({ op }) => op.intent.kind === 'end' || op.intent.kind === 'release')
          return done
        })
      } while (mine.again)
      if (!isOther) return
      // Begun, or over: who looks at which timeline is known from now on, everywhere
      await refresh()
      bus.publish('referrals', '')
    }
    soon(work().finally(() => running.delete(id)))
  }

  async function look() {
    for (const { id, isBehind } of await refresh()) if (isBehind) carry(id)
  }

  const other = (uid: string) => {
    const one = byUid.get(uid)
    if (!one?.mirrorUid) return undefined
    return { one, isMirror: one.mirrorUid === uid, uid: one.mirrorUid === uid ? one.uid : one.mirrorUid }
  }

  return {
    start() {
      let timer: unknown
      let isStopped = false
      const round = async () => {
        await look().catch(error => report('referral-failed', { error: String(error) }))
        if (!isStopped) timer = clock.setTimeout(() => soon(round()), ROUND_MS)
      }
      soon(round())
      return async () => {
        isStopped = true
        clock.clearTimeout(timer)
        while (busy.size > 0) await Promise.all(busy)
      }
    },
    stored({ uid }, outcome) {
      if (!outcome.ok) return
      const one = byUid.get(uid)
      if (one) carry(one.id)
      for (const { content, cid } of outcome.entries) {
        if (content.kind === 'assigned' && isPartner(content.agent.id)) soon(look())
        else if (content.kind === 'rating' && !one)
          soon(referralOfConversation(database, cid).then(id => id !== undefined && carry(id)))
      }
    },
    look: () => soon(look()),
    changed: carry,
    visitorOf: uid => {
      const found = other(uid)
      return found?.isMirror ? found.uid : uid
    },
    mirrorOf(uid) {
      const found = other(uid)
      return found && !found.isMirror ? { uid: found.uid, companyId: found.one.toId } : undefined
    },
    typing(frame) {
      const found = other(frame.uid)
      if (!found || found.isMirror !== (frame.role === 'agent')) return
      const only = frame.role === 'agent' ? 'visitor' : 'agent'
      hub().toFollowers(found.uid, { ...frame, uid: found.uid }, { only })
    },
    received(uid, role, { delivered, read }) {
      const found = other(uid)
      if (!found || found.isMirror !== (role === 'agent')) return
      soon(
        (async () => {
          const at = (upTo: number) => counterpart(database, { id: found.one.id, uid, upTo })
          advance(found.uid, role, { delivered: await at(delivered), read: await at(read) })
        })()
      )
    },
    async settled() {
      while (busy.size > 0) await Promise.all(busy)
    }
  }
}
