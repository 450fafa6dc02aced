import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals'
import type { Card } from '#protocol/card'
import type { Offer } from '#protocol/offer'
import type { ConversationModel } from './ConversationModel.ts'

export type OfferModel = ReturnType<typeof createOfferModel>

export type OfferModelOptions = {
  offer: ReadonlySignal<Offer>
  conversation: ConversationModel
  open: ReadonlySignal<{ cid: string; agent: string | undefined } | undefined>
}

/**
 * The cards that stand above the composer.
 *
 * CD3 What has been sent is not offered again while it is among the visitor's newest cards of the conversation: the timeline and
 *     the outbox remember it, over reloads and tabs, and a second click finds nothing to send.
 * CD4 An automatic offer is sent once a person holds the conversation, each card once: its clientId follows from both, so that
 *     several tabs send the same message. Where the conversation began has to be known: of a long one, what was sent is not.
 */
export function createOfferModel({ offer, conversation, open }: OfferModelOptions) {
  const dismissed = signal<readonly string[]>([])

  /** The visitor's cards in this conversation, oldest first. */
  const sent = computed(() => {
    const stored = conversation.entries.value.filter(
      ({ cid, by }) => cid === open.value?.cid && by.role === 'visitor'
    )
    return [...stored, ...conversation.pending.value].flatMap(({ content }) =>
      content.kind === 'card' ? [JSON.stringify(content.card)] : []
    )
  })

  /** By their texts, so that no two are the same. */
  const cards = computed((): [key: string, card: Card][] => {
    const named = [...new Map(offer.value.cards.map(card => [JSON.stringify(card), card]))]
    const gone = [...dismissed.value, ...sent.value.slice(-named.length)]
    return conversation.loaded.value ? named.filter(([key]) => !gone.includes(key)) : []
  })

  function send(key: string, clientId?: string) {
    for (const [name, card] of cards.value)
      if (name === key) conversation.post({ kind: 'card', card }, clientId)
  }

  // Between its ack and its entry a card is in neither the outbox nor the timeline
  const automatic = new Set<string>()

  const destroy = effect(() => {
    const { cid, agent } = open.value ?? {}
    if (!offer.value.isAutomatic || agent === undefined) return
    if (!conversation.entries.value.some(one => one.cid === cid && one.content.kind === 'started')) return
    for (const [key] of cards.value) {
      const clientId = `${cid}-${digest(key)}`
      if (sent.value.includes(key) || automatic.has(clientId)) continue
      automatic.add(clientId)
      untracked(() => send(key, clientId))
    }
  })

  return {
    offer,
    cards,
    send: (key: string) => send(key),
    dismiss(key: string) {
      dismissed.value = [...dismissed.value, key]
    },
    destroy
  }
}

/** A short name for a text. */
function digest(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) >>> 0
  return sum.toString(36)
}
