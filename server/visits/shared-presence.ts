import { LIMITS } from '#protocol/limits'
import type { Browsing } from '#protocol/track'
import type { Bus } from '#server/bus/bus'
import type { Clock } from '#server/clock'
import { createPresence, type Carried, type Presence } from './presence.ts'

// Each request of a page that waits may come to another process: what is known of its visit follows it there. Everybody knows from the
// others' lists who browses, and an invitation goes to the process where the visit is.

type Invitation = Parameters<Presence['invite']>[0]
type Word =
  | { is: 'list'; companyId: string; visitors: Browsing[] }
  | { is: 'join'; visitId: string; uid: string; isBusy: boolean }
  | { is: 'moved'; uid: string; isBusy: boolean }
  | { is: 'claim'; visitId: string }
  | { is: 'carried'; to: string; visitId: string; carried: Carried }
  | { is: 'invite'; to: string; invitation: Invitation }
  | { is: 'again' }

export type SharedPresence = Presence & {
  /** A process is gone, and with it who was known there. */
  lost(processId: string): void
}

export type SharedPresenceOptions = {
  bus: Bus
  clock: Clock
  processId: string
  /** Who browses has changed: time to tell the agents of this process. */
  tell(companyId: string): void
}

export function createSharedPresence({ bus, clock, processId, tell }: SharedPresenceOptions): SharedPresence {
  /** By process, then company. */
  const others = new Map<string, Map<string, Browsing[]>>()
  const here = createPresence({
    clock,
    tell(companyId) {
      sayList(companyId)
      tell(companyId)
    }
  })
  bus.subscribe('browsing', text => {
    const { from, ...word } = JSON.parse(text) as Word & { from: string }
    hear(from, word as Word)
  })
  bus.onGap(() => {
    for (const companyId of here.companies()) sayList(companyId)
    say({ is: 'again' })
  })
  const say = (word: Word) => bus.publish('browsing', JSON.stringify({ from: processId, ...word }))
  const sayList = (companyId: string) => say({ is: 'list', companyId, visitors: here.of(companyId) })

  function hear(from: string, word: Word) {
    if (word.is === 'list') hearList(from, word)
    else if (word.is === 'join') here.join(word.visitId, word.uid, word.isBusy)
    else if (word.is === 'moved') here.moved(word.uid, word.isBusy)
    else if (word.is === 'again') for (const companyId of here.companies()) sayList(companyId)
    else if (word.is === 'claim') {
      const carried = here.take(word.visitId)
      if (carried) say({ is: 'carried', to: from, visitId: word.visitId, carried })
    } else if (word.to !== processId) return
    else if (word.is === 'carried') here.put(word.visitId, word.carried)
    else inviteHere(word.invitation)
  }

  function hearList(from: string, { companyId, visitors }: Extract<Word, { is: 'list' }>) {
    const lists = others.get(from) ?? new Map<string, Browsing[]>()
    others.set(from, lists)
    if (visitors.length > 0) lists.set(companyId, visitors)
    else lists.delete(companyId)
    tell(companyId)
  }

  function inviteHere(invitation: Invitation) {
    try {
      here.invite(invitation)
    } catch {
      // It has gone since; the agent sees that by the list
    }
  }

  function whereIs(visitId: string, companyId: string): string | undefined {
    for (const [from, lists] of others)
      if (lists.get(companyId)?.some(({ id }) => id === visitId)) return from
    return undefined
  }

  return {
    wait(waiting, isGone) {
      const isNew = !here.has(waiting.visitId)
      const answer = here.wait(waiting, isGone)
      if (isNew) say({ is: 'claim', visitId: waiting.visitId })
      return answer
    },
    invite(invitation) {
      const to = here.isWaiting(invitation.visitId)
        ? undefined
        : whereIs(invitation.visitId, invitation.companyId)
      if (to === undefined) return here.invite(invitation)
      say({ is: 'invite', to, invitation })
    },
    join(visitId, uid, isBusy) {
      here.join(visitId, uid, isBusy)
      say({ is: 'join', visitId, uid, isBusy })
    },
    moved(uid, isBusy) {
      here.moved(uid, isBusy)
      say({ is: 'moved', uid, isBusy })
    },
    of(companyId) {
      const known = new Map<string, Browsing>()
      for (const lists of others.values())
        for (const one of lists.get(companyId) ?? []) known.set(one.id, one)
      for (const one of here.of(companyId))
        if (!known.has(one.id) || here.isWaiting(one.id)) known.set(one.id, one)
      return [...known.values()].toSorted((a, b) => b.since - a.since).slice(0, LIMITS.browsingShown)
    },
    lost(from) {
      const lists = others.get(from)
      others.delete(from)
      for (const companyId of lists?.keys() ?? []) tell(companyId)
    },
    close: here.close
  }
}
