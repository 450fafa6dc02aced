import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { Card } from '#protocol/card'
import type { Draft, Entry } from '#protocol/entry'
import { toOffer, type Offer } from '#protocol/offer'
import { createOfferModel } from '#ui/models/OfferModel.ts'
import { createConversation, entry } from './conversation.ts'

const tea: Card = { type: 'product', title: 'Tea' }
const cup: Card = { type: 'product', title: 'Cup' }
const order: Card = { type: 'order', status: 1, code: 'A-1', goods: [] }

/** The visitor's screen with what the page offers; `stored` is the history that the test shows. */
function open(cards: Card[], part: Partial<Offer> = {}) {
  const conversation = createConversation()
  const offer = signal<Offer>({ ...toOffer({}), cards, ...part })
  const conversationOpen = signal<{ cid: string; agent: string | undefined } | undefined>(undefined)
  const model = createOfferModel({ offer, conversation: conversation.model, open: conversationOpen })
  return {
    ...conversation,
    model,
    offers: (next: Card[]) => (offer.value = { ...offer.value, cards: next }),
    isOpen: (agent?: string) => (conversationOpen.value = { cid: 'c', agent }),
    ended: () => (conversationOpen.value = undefined),
    titles: () => model.cards.value.map(([, card]) => ('title' in card ? card.title : card.code)),
    sent: () => conversation.said('send').map(content => (content as Draft & { card: Card }).card),
    send: (card: Card) => model.send(JSON.stringify(card))
  }
}

const message = (seq: number, card: Card, part: Partial<Entry> = {}) =>
  entry(seq, { content: { kind: 'card', card }, ...part })
const started = entry(1, { content: { kind: 'started' }, by: { role: 'system', id: 'system' } })
const pending = (card: Card) => ({ clientId: 'p', uid: 'u', at: 1, content: { kind: 'card' as const, card } })

test('[CD3] a second click on the same card finds nothing to send', () => {
  const screen = open([tea])
  screen.send(tea)
  // As the session does before it returns from the first click
  screen.show({ pending: [pending(tea)] })
  screen.send(tea)
  expect([screen.sent(), screen.titles()]).toEqual([[tea], []])
})

test('[CD3] what waits in the outbox or stands in this conversation is not offered, after a reload neither', () => {
  const screen = open([tea, order])
  expect(screen.titles()).toEqual(['Tea', 'A-1'])
  screen.isOpen()
  screen.show({ entries: [started, message(2, tea)], pending: [pending(order)] })
  expect(screen.titles()).toEqual([])
})

test('[CD3] the same card is offered again once another was sent, and in the next conversation', () => {
  const screen = open([tea])
  screen.isOpen()
  screen.show({ entries: [started, message(2, tea)] })
  screen.offers([cup])
  expect(screen.titles()).toEqual(['Cup'])
  screen.show({ entries: [started, message(2, tea), message(3, cup)] })
  screen.offers([tea])
  expect(screen.titles()).toEqual(['Tea'])
  screen.offers([cup])
  screen.ended()
  expect(screen.titles()).toEqual(['Cup'])
})

test('[CD3] a card that an agent sent is no card of the visitor', () => {
  const screen = open([tea])
  screen.isOpen()
  screen.show({ entries: [started, message(2, tea, { by: { role: 'agent', id: 'ann' } })] })
  expect(screen.titles()).toEqual(['Tea'])
})

test('a card is dismissed, another page’s is shown, and two that are the same are one', () => {
  const screen = open([tea, tea])
  expect(screen.titles()).toEqual(['Tea'])
  screen.model.dismiss(JSON.stringify(tea))
  expect(screen.titles()).toEqual([])
  screen.offers([cup])
  expect(screen.titles()).toEqual(['Cup'])
})

test('[CD4] an automatic card is sent once, when a person holds the conversation, and not before', () => {
  const screen = open([tea, order], { isAutomatic: true })
  screen.isOpen()
  screen.show({ entries: [started] })
  expect(screen.sent()).toEqual([])
  screen.isOpen('Ann')
  expect(screen.sent()).toEqual([tea, order])
})

test('[CD4] two tabs give the same message one name, two cards have two', () => {
  const names = [1, 2].map(() => {
    const screen = open([tea, cup], { isAutomatic: true })
    screen.show({ entries: [started] })
    screen.isOpen('Ann')
    return screen.said('named')
  })
  expect(names[0]).toEqual(names[1])
  expect(new Set(names[0]).size).toBe(2)
})

test('[CD4] between its ack and its entry a card is nowhere, and is not sent again', () => {
  const screen = open([tea], { isAutomatic: true })
  screen.show({ entries: [started] })
  screen.isOpen('Ann')
  screen.show({ pending: [pending(tea)] })
  screen.show({ pending: [] })
  screen.show({ entries: [started, message(2, tea)] })
  expect(screen.sent()).toEqual([tea])
})

test('[CD4] of a conversation whose beginning is not here, or that has the card, nothing is sent by itself', () => {
  const late = open([tea], { isAutomatic: true })
  late.show({ entries: [entry(60)] })
  late.isOpen('Ann')
  const again = open([tea], { isAutomatic: true })
  again.show({ entries: [started, message(2, tea), message(3, cup)] })
  again.isOpen('Ann')
  expect([late.sent(), again.sent()]).toEqual([[], []])
})

test('[CD4] after it is gone the model sends nothing', () => {
  const screen = open([tea], { isAutomatic: true })
  screen.show({ entries: [started] })
  screen.model.destroy()
  screen.isOpen('Ann')
  expect(screen.sent()).toEqual([])
})
