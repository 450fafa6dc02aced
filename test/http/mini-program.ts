import { readAllow } from '#server/outbound/addresses'
import { createMiniProgramFiles } from '#test/kit/mini-program/files'
import { createMiniProgram, type Phone, type Platform, type Sent } from '#test/kit/mini-program/host'
import { startPlatform } from '#test/kit/mini-program/platform'
import { listen } from '#test/kit/listening'
import { createAgentSession } from '#server/store/agents'
import type { Tracker } from '#protocol/api/trackers'
import { createPeers, send, text } from './peers.ts'
import { createSite } from './requests.ts'

export const APP_ID = 'wx19adbcc3fb4b3f2b'
export const DOMAIN = 'chat.shop.example'

/** A server on a real port that mini programs reach as https://chat.shop.example, with one mini program set up. */
export async function createTrailSite() {
  const files = await createMiniProgramFiles()
  const platform = await startPlatform({ [APP_ID]: { secret: 'hush', unionid: 'u-lily' } })
  const site = await createSite({
    config: { wechatApi: platform.url, outboundAllow: readAllow(`127.0.0.1/32:${platform.port}`) }
  })
  const port = await listen(site.world)
  const peers = createPeers(site)
  const admin = await site.world.makeAgent('boss', 'admin')
  const cookie = `ozc_agent=${await createAgentSession(site.world.database, admin, 'test', site.clock.now())}`

  async function ask(method: string, path: string, body?: object, as = cookie): Promise<any> {
    const answer = await site.request(method, `/api/v1${path}`, {
      headers: { cookie: as },
      ...(body === undefined ? {} : { body })
    })
    return await answer.json()
  }
  const app: Tracker = await ask('POST', '/trackers', { appId: APP_ID, name: 'Tea', secret: 'hush' })

  /** Over the network of the machine, whatever name the program uses. */
  async function answer({ url, method, body }: Sent) {
    const { pathname, search, host } = new URL(url)
    if (host !== DOMAIN) throw new Error(`${host} is nowhere`)
    const got = await fetch(`${port.url}${pathname}${search}`, {
      method,
      headers: {
        'content-type': 'application/json',
        referer: `https://servicewechat.com/${APP_ID}/1/page-frame.html`
      },
      ...(body === undefined ? {} : { body })
    })
    return { status: got.status, text: await got.text(), headers: Object.fromEntries(got.headers) }
  }

  return {
    ...site,
    app,
    ask,
    files,
    platform,
    peers,
    url: port.url,
    answer,
    start: (platform: Platform = 'wx', phone?: Phone, more: Record<string, unknown> = {}) =>
      createMiniProgram({ platform, answer, now: site.clock.now, more, ...(phone ? { phone } : {}) }),
    /** What was stored, the oldest first. */
    async cards(tracker: string = app.id) {
      const rows = await site.world.database.read
        .selectFrom('trail_event')
        .selectAll()
        .where('app', '=', tracker)
        .orderBy('received_at')
        .orderBy('at')
        .execute()
      return rows.map(row => ({ ...row, card: JSON.parse(row.card) }))
    },
    /** Somebody begins a conversation; the agent sees what is known of them. */
    async converse(uid: string) {
      const visitor = await peers.visitor(uid)
      await visitor.say(send(uid, text('hello')))
      await site.world.services.trail.drain()
      return visitor
    },
    /** What an agent who opens the conversation is shown of mini programs. */
    async seen(uid: string) {
      const agent = await peers.agent(site.agent, uid)
      const points = () =>
        agent.heard.flatMap(frame => (frame.type === 'track' ? frame.points : [])).filter(({ card }) => card)
      return { points, agent }
    },
    async close() {
      await port.close()
      await platform.close()
      await site.world.close()
      files.dispose()
    }
  }
}
export type TrailSite = Awaited<ReturnType<typeof createTrailSite>>
