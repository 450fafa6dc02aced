import { ChatError } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import type { Browsing } from '#protocol/track'
import type { Clock } from '#server/clock'

// VS3 Who browses is kept in memory only and told to agents only; who has a conversation is not among them.
// VS4 An invitation goes to one page of the visit, once.

type Answer = 'shown' | 'accepted' | 'declined'

type Waiting = {
  visitId: string
  companyId: string
  page: { url: string; title: string }
  /** Before this page: of the first, where the visit came from. */
  referrer?: string
  visits?: number | undefined
  /** What became of the last invitation. */
  answer?: Answer | undefined
  waitMs: number
}

export type Presence = {
  /** The page is there; resolves with the name of an agent who invites, or without one after a while. */
  wait(waiting: Waiting, isGone: AbortSignal): Promise<{ invite?: string; text?: string }>
  invite(given: {
    visitId: string
    companyId: string
    agentId: string
    name: string
    /** In the place of the page's own words. */
    text?: string | undefined
  }): void
  /** `isBusy`: this visitor has a conversation. */
  join(visitId: string, uid: string, isBusy: boolean): void
  /** A conversation of this visitor has begun or ended. */
  moved(uid: string, isBusy: boolean): void
  of(companyId: string): Browsing[]
  /** Answers every page that waits: the server is about to stop. */
  close(): void
}

/** What goes along when a browser's next request comes to another process. */
export type Carried = Pick<Visitor, 'since' | 'from' | 'uid' | 'isBusy' | 'invited'>

/** Of this process alone. */
export type PresenceHere = Presence & {
  has(visitId: string): boolean
  /** A page of it waits here. */
  isWaiting(visitId: string): boolean
  /** What is known of the visit; forgotten here unless a page of it waits. */
  take(visitId: string): Carried | undefined
  /** What another process has known of it. */
  put(visitId: string, carried: Carried): void
  companies(): Iterable<string>
}

type Visitor = {
  companyId: string
  page: { url: string; title: string }
  since: number
  /** Where the visit came from, when that was another site. */
  from?: string | undefined
  visits?: number | undefined
  uid?: string
  isBusy: boolean
  invited?: NonNullable<Browsing['invited']> & { name: string; text?: string | undefined }
  /** Pages that wait, oldest first. */
  waits: Set<() => void>
  leaving?: unknown
}

/** A page that goes leaves a moment before the next one comes. */
const LINGER_MS = 10_000
const TELL_MS = 1_000
const MOST_PAGES = 6

export function createPresence({
  clock,
  tell
}: {
  clock: Clock
  tell(companyId: string): void
}): PresenceHere {
  const visitors = new Map<string, Visitor>()
  const telling = new Set<string>()
  let isClosed = false

  function changed(companyId: string) {
    if (telling.has(companyId)) return
    telling.add(companyId)
    clock.setTimeout(() => {
      telling.delete(companyId)
      tell(companyId)
    }, TELL_MS)
  }

  function arrive({ visitId, companyId, page, referrer, visits, answer }: Waiting): Visitor {
    const visitor: Visitor = visitors.get(visitId) ?? {
      companyId,
      page,
      since: clock.now(),
      from: elsewhere(referrer, page.url),
      isBusy: false,
      waits: new Set()
    }
    clock.clearTimeout(visitor.leaving)
    if (
      !visitors.has(visitId) ||
      visitor.page.url !== page.url ||
      visitor.page.title !== page.title ||
      answer
    )
      changed(companyId)
    visitor.page = page
    visitor.visits = visits ?? visitor.visits
    if (answer && visitor.invited) visitor.invited.state = answer
    visitors.set(visitId, visitor)
    return visitor
  }

  function leave(visitId: string, visitor: Visitor) {
    if (visitor.waits.size > 0) return
    clock.clearTimeout(visitor.leaving)
    visitor.leaving = clock.setTimeout(() => {
      visitors.delete(visitId)
      changed(visitor.companyId)
    }, LINGER_MS)
  }

  return {
    async wait(waiting, isGone) {
      const visitor = arrive(waiting)
      if (visitor.invited?.state !== 'sent') await newsOrTimeout(visitor, waiting.waitMs, isGone)
      leave(waiting.visitId, visitor)
      const { invited } = visitor
      if (isGone.aborted || invited?.state !== 'sent') return {}
      invited.state = 'shown'
      changed(visitor.companyId)
      return { invite: invited.name, ...(invited.text ? { text: invited.text } : {}) }
    },
    invite({ visitId, companyId, agentId, name, text }) {
      const visitor = visitors.get(visitId)
      if (visitor?.companyId !== companyId || visitor.isBusy)
        throw new ChatError('not-found', 'visit: this visitor is not browsing any more')
      visitor.invited = { agentId, name, text, state: 'sent' }
      visitor.waits.values().next().value?.()
      changed(companyId)
    },
    join(visitId, uid, isBusy) {
      const visitor = visitors.get(visitId)
      if (!visitor) return
      visitor.uid = uid
      visitor.isBusy = isBusy
      changed(visitor.companyId)
    },
    moved(uid, isBusy) {
      for (const visitor of visitors.values()) {
        if (visitor.uid !== uid || visitor.isBusy === isBusy) continue
        visitor.isBusy = isBusy
        changed(visitor.companyId)
      }
    },
    of: companyId =>
      [...visitors]
        .filter(([, one]) => one.companyId === companyId && !one.isBusy)
        .slice(-LIMITS.browsingShown)
        .toReversed()
        .map(([id, { page, since, from, visits, invited }]) => ({
          id,
          ...page,
          since,
          ...(from ? { from } : {}),
          ...(visits ? { visits } : {}),
          ...(invited ? { invited: { agentId: invited.agentId, state: invited.state } } : {})
        })),
    has: visitId => visitors.has(visitId),
    isWaiting: visitId => (visitors.get(visitId)?.waits.size ?? 0) > 0,
    take(visitId) {
      const visitor = visitors.get(visitId)
      if (!visitor) return undefined
      const { since, from, uid, isBusy, invited } = visitor
      const carried = { since, from, isBusy, ...(uid ? { uid } : {}) }
      // Its invitation is given out here
      if (visitor.waits.size > 0) return carried
      clock.clearTimeout(visitor.leaving)
      visitors.delete(visitId)
      changed(visitor.companyId)
      return { ...carried, ...(invited ? { invited } : {}) }
    },
    put(visitId, { since, from, uid, isBusy, invited }) {
      const visitor = visitors.get(visitId)
      if (!visitor) return
      if (since < visitor.since) visitor.from = from
      visitor.since = Math.min(visitor.since, since)
      visitor.isBusy ||= isBusy
      if (uid) visitor.uid ??= uid
      if (invited) visitor.invited ??= invited
      if (invited?.state === 'sent') visitor.waits.values().next().value?.()
      changed(visitor.companyId)
    },
    companies: () => new Set([...visitors.values()].map(({ companyId }) => companyId)),
    close() {
      isClosed = true
      for (const { waits } of visitors.values()) for (const done of waits) done()
    }
  }

  function newsOrTimeout({ waits }: Visitor, waitMs: number, isGone: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      // One page too many takes the place of the one that has waited longest
      if (waits.size >= MOST_PAGES) waits.values().next().value!()
      const timer = clock.setTimeout(done, waitMs)
      isGone.addEventListener('abort', done)
      waits.add(done)
      if (isGone.aborted || isClosed) done()

      function done() {
        clock.clearTimeout(timer)
        isGone.removeEventListener('abort', done)
        waits.delete(done)
        resolve()
      }
    })
  }
}

/** Undefined where the page before is of the same site, or is not told. */
function elsewhere(referrer: string | undefined, url: string): string | undefined {
  if (!referrer || !URL.canParse(referrer) || !URL.canParse(url)) return undefined
  return new URL(referrer).origin === new URL(url).origin ? undefined : referrer
}
