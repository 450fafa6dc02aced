import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { createReply } from '#server/store/replies'
import type { AdminContext } from './commands.ts'

const FILE = fileURLToPath(new URL('../../demo/replies.json', import.meta.url))
const text = v.string()
const Replies = v.array(v.object({ folder: text, shortcut: text, title: text, body: text }))

/** A few canned replies that every agent of the demo company has. */
export async function addDemoReplies({ database, now }: AdminContext, companyId: string) {
  for (const reply of v.parse(Replies, JSON.parse(await readFile(FILE, 'utf8'))))
    await createReply(database, { companyId, agentId: '' }, { isShared: true, ...reply }, now())
}
