import type { ClientFrame } from '#protocol/client-frame'
import type { AgentStatus } from '#protocol/desk'

/** What an agent asks to happen, as frames; each is false without a connection. What came of it is in the desk log. */
export const createAgentWishes = (wish: (frame: ClientFrame) => boolean) => ({
  /** `aside`: a note is written, of which the visitor is told nothing. */
  typing: (uid: string, on: boolean, aside = false) =>
    wish({ type: 'typing', uid, on, ...(aside ? { aside } : {}) }),
  /** Takes back a message of this agent; see STAFF_LIMITS.recallMs. */
  recall: (uid: string, seq: number) => wish({ type: 'recall', uid, seq }),
  accept: (uid: string, cid: string) => wish({ type: 'accept', uid, cid }),
  release: (uid: string, cid: string) => wish({ type: 'release', uid, cid }),
  /** To an agent, or into the queue of a group; the note is for colleagues. */
  transfer: (uid: string, cid: string, to: { agentId: string } | { groupId: string }, note = '') =>
    wish({ type: 'transfer', uid, cid, ...to, ...(note.trim() ? { note: note.trim() } : {}) }),
  addAgent: (uid: string, cid: string, agentId: string) => wish({ type: 'add-agent', uid, cid, agentId }),
  removeAgent: (uid: string, cid: string, agentId: string) =>
    wish({ type: 'remove-agent', uid, cid, agentId }),
  /** Without `forMs` for good. */
  block: (uid: string, reason: string, forMs?: number) =>
    wish({ type: 'block', uid, reason, ...(forMs === undefined ? {} : { forMs }) }),
  unblock: (uid: string) => wish({ type: 'unblock', uid }),
  end: (uid: string, cid: string) => wish({ type: 'end', uid, cid }),
  /** Invites somebody who browses, by the visit's id; without `text` in the page's own words. */
  invite: (visit: string, text = '') =>
    wish({ type: 'invite', visit, ...(text.trim() ? { text: text.trim() } : {}) }),
  /** Whether the workbench is on the screen: whoever looks is not told by a push service as well. */
  watch: (on: boolean) => wish({ type: 'watch', on }),
  setStatus: (status: AgentStatus) => wish({ type: 'status', status })
})
