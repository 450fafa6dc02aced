import { computed, signal } from '@preact/signals'
import type { Problem } from '../api.ts'
import { addReply, changeReply, readReplies, removeReply, type Reply, type ReplyDraft } from '../canned.ts'

export type ReplyModel = ReturnType<typeof createReplyModel>

const FRESH_MS = 60_000

/** The canned replies that this agent has: read when they are first wanted, and again now and then. */
export function createReplyModel() {
  const replies = signal<readonly Reply[] | undefined>(undefined)
  let readAt = -Infinity

  async function load({ always = false } = {}) {
    if (!always && performance.now() - readAt < FRESH_MS) return
    readAt = performance.now()
    const answer = await readReplies()
    if (answer.ok) replies.value = answer.value.replies
    else readAt = -Infinity
  }

  return {
    replies,
    folders: computed(() =>
      [...new Set((replies.value ?? []).map(({ folder }) => folder))].filter(folder => folder !== '').sort()
    ),
    load,
    /** What was wrong, when it was not saved. */
    async save(id: string | undefined, draft: ReplyDraft): Promise<Problem | undefined> {
      const answer = id === undefined ? await addReply(draft) : await changeReply(id, draft)
      await load({ always: true })
      return answer.ok ? undefined : answer.problem
    },
    async remove(id: string): Promise<Problem | undefined> {
      const answer = await removeReply(id)
      await load({ always: true })
      return answer.ok ? undefined : answer.problem
    }
  }
}
