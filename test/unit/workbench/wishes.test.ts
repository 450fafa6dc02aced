import { expect, test } from 'vitest'
import type { Summary } from '#protocol/desk'
import type { AgentSession } from '#client/index'
import { createWishModel } from '../../../workbench/models/WishModel.ts'

const BO = { id: 'bo', name: 'Bo', status: 'online' as const }

const summary = (part: Partial<Summary>): Summary => ({
  cid: 'c',
  uid: 'u',
  status: 'queued',
  agentId: null,
  startedAt: 1,
  endedAt: null,
  name: '',
  online: true,
  headSeq: 1,
  unread: 0,
  last: null,
  ...part
})

function open() {
  const said: string[] = []
  const sent = () => true
  const session = { accept: sent, release: sent, transfer: sent, end: sent } as unknown as AgentSession
  const notices = { say: (text: string) => void said.push(text) } as Parameters<typeof createWishModel>[2]
  return { said, wishes: createWishModel(session, 'ann', notices) }
}

const waiting = summary({})
const mine = summary({ status: 'active', agentId: 'ann' })
const bos = summary({ status: 'active', agentId: BO.id })

test('what was wished for is said when it has happened, once', () => {
  const { said, wishes } = open()
  wishes.accept(waiting)
  expect([wishes.granted(mine), wishes.granted(mine)]).toEqual([true, false])
  wishes.transfer(mine, BO)
  wishes.granted(bos)
  wishes.granted(bos)
  wishes.release(bos)
  wishes.granted(waiting)
  expect(said).toEqual(['Bo has the conversation now.', 'The conversation is back in the queue.'])
})

test('a conversation that is passed on before its acceptance was heard of is said to be with the colleague', () => {
  const { said, wishes } = open()
  wishes.accept(waiting)
  wishes.transfer(waiting, BO)
  // The acceptance, then the transfer
  wishes.granted(mine)
  expect(said).toEqual([])
  wishes.granted(bos)
  expect(said).toEqual(['Bo has the conversation now.'])
})

test('a wish that can no longer come true is forgotten', () => {
  const { said, wishes } = open()
  wishes.transfer(mine, BO)
  wishes.granted(summary({ status: 'ended', agentId: 'ann', endedAt: 2 }))
  wishes.granted(bos)
  wishes.accept(waiting)
  wishes.refused('accept', 'conflict')
  expect(wishes.granted(mine)).toBe(false)
  expect(said).toEqual(['A colleague was faster and has this conversation now.'])
})
