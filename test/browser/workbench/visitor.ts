import { expect } from '@playwright/test'
import type { Profile } from '#protocol/desk'
import { browserClock, createMemory, createVisitorSession, type VisitorIdentity } from '#client/index'
import { nodeTransport } from '../../kit/node-transport.ts'
import type { ServerProcess } from '../../kit/server-process.ts'

export type RawVisitor = Awaited<ReturnType<typeof openVisitor>>

/** A visitor without a screen, on the same engine. */
export async function openVisitor({ url, demo }: ServerProcess, profile: Profile, said: string) {
  const session = createVisitorSession({
    sysnum: demo.sysnum,
    storage: createMemory(),
    clock: browserClock,
    transports: [nodeTransport(`${url.replace('http', 'ws')}/socket`)],
    identify: async secret => {
      const response = await fetch(`${url}/api/visitor/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sysnum: demo.sysnum, ...(secret ? { secret } : {}) })
      })
      if (!response.ok) throw new Error(`status ${response.status}`)
      return (await response.json()) as VisitorIdentity & { secret?: string }
    },
    locks: undefined,
    openChannel: undefined
  })
  session.setProfile(profile)
  const say = async (text: string) => {
    session.send({ kind: 'text', text })
    await expect.poll(() => session.pending().length, { timeout: 20_000 }).toBe(0)
  }
  await say(said)
  return {
    say,
    types: (text: string) => session.typing(true, text),
    /** Ends the conversation. */
    ends: () => session.end(session.timeline.entries.at(-1)!.cid),
    tells: (more: Profile) => session.setProfile({ ...profile, ...more }),
    close: session.destroy
  }
}
