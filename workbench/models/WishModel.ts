import type { AgentStatus, Summary } from '#protocol/desk'
import type { Browsing } from '#protocol/track'
import type { AgentSession } from '#client/index'
import { t } from '../i18n/t.ts'
import { giveBack } from '../staff.ts'
import type { NoticeModel } from './NoticeModel.ts'

type Wish =
  | { kind: 'accept' }
  | { kind: 'release' }
  | { kind: 'transfer'; to: Named }
  | { kind: 'to-group'; to: Named }
type Named = { id: string; name: string }
const REFUSED = 'accept release transfer end status recall add-agent remove-agent block unblock'.split(' ')

/** What an agent asks to happen to a conversation: the desk log tells when it has. */
export function createWishModel(session: AgentSession, me: string, { say }: NoticeModel) {
  const open = new Map<string, Wish>()

  function sent(isSent: boolean): boolean {
    if (!isSent) say(t('wish.offline'), { urgent: true })
    return isSent
  }

  function wish(cid: string, kind: Wish, isSent: boolean) {
    if (sent(isSent)) open.set(cid, kind)
  }

  return {
    accept: ({ uid, cid }: Summary) => wish(cid, { kind: 'accept' }, session.accept(uid, cid)),
    release: ({ uid, cid }: Summary) => wish(cid, { kind: 'release' }, session.release(uid, cid)),
    transfer: ({ uid, cid }: Summary, to: Named, note = '') =>
      wish(cid, { kind: 'transfer', to }, session.transfer(uid, cid, { agentId: to.id }, note)),
    toGroup: ({ uid, cid }: Summary, to: Named, note = '') =>
      wish(cid, { kind: 'to-group', to }, session.transfer(uid, cid, { groupId: to.id }, note)),
    addAgent: ({ uid, cid }: Summary, id: string) => void sent(session.addAgent(uid, cid, id)),
    removeAgent: ({ uid, cid }: Summary, id: string) => void sent(session.removeAgent(uid, cid, id)),
    block: (uid: string, reason: string, forMs?: number) => void sent(session.block(uid, reason, forMs)),
    unblock: (uid: string) => void sent(session.unblock(uid)),
    recall: (uid: string, seq: number) => void sent(session.recall(uid, seq)),
    end: ({ uid, cid }: Summary) => void sent(session.end(uid, cid)),
    invite: ({ id }: Browsing, text: string) => void sent(session.invite(id, text)),
    async giveBack({ cid }: Summary) {
      const answer = await giveBack(cid)
      if (answer.ok) say(t('done.released'))
      else say(t(answer.problem === 'offline' ? 'wish.offline' : 'wish.giveBack'), { urgent: true })
    },
    setStatus: (status: AgentStatus) => sent(session.setStatus(status)),
    /** Says what came of it; true when this agent has just accepted the conversation. */
    granted({ cid, agentId, status, groupId }: Summary): boolean {
      const made = open.get(cid)
      if (!made) return false
      const isDone =
        made.kind === 'transfer'
          ? agentId === made.to.id
          : made.kind === 'to-group'
            ? groupId === made.to.id
            : status === (made.kind === 'release' ? 'queued' : 'active')
      // Another change of it, on its way before ours
      if (!isDone && status !== 'ended') return false
      open.delete(cid)
      if (made.kind === 'transfer' && isDone)
        say(made.to.id === me ? t('done.takenOver') : t('done.transferred', { name: made.to.name }))
      if (made.kind === 'to-group' && isDone) say(t('done.toGroup', { name: made.to.name }))
      if (made.kind === 'release' && status === 'queued') say(t('done.released'))
      return (made.kind === 'accept' || made.kind === 'transfer') && agentId === me
    },
    refused(of: string, code: string) {
      open.clear()
      if (of === 'invite') say(t('refused.gone'), { urgent: true })
      else if (of === 'accept' && code === 'conflict') say(t('refused.taken'), { urgent: true })
      else if (of === 'recall' && code === 'too-late') say(t('refused.late'), { urgent: true })
      else if (of === 'add-agent' && code === 'conflict') say(t('refused.full'), { urgent: true })
      else if (REFUSED.includes(of))
        say(t(code === 'forbidden' ? 'refused.notYours' : 'refused.other'), { urgent: true })
    }
  }
}
