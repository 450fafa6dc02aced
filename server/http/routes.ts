import { Hono } from 'hono'
import { ChatError, ERRORS } from '#protocol/errors'
import type { Assets } from '#server/assets'
import type { Services } from '#server/services'
import { codeOf } from '#server/problem'
import { createLeave } from '#server/leave/leave'
import { createLegacy } from '#server/legacy/legacy'
import { API, apiRoutes } from './api.ts'
import { blocked, ended, summary, why } from './desk.ts'
import { createDocs } from './docs.ts'
import { createEntrance } from './entrance.ts'
import { exported } from './exports.ts'
import { file } from './files.ts'
import { createReadyz, healthz, metrics } from './health.ts'
import { shareLimits } from './limits.ts'
import { createLive } from './live.ts'
import * as own from './own-account.ts'
import { createPages } from './pages.ts'
import { createInstall } from './install.ts'
import { createPinned } from './pinned.ts'
import { pushKey, subscribePush, unsubscribePush } from './push.ts'
import { claim, me, signIn, signOut } from './sign-in.ts'
import { addReply, changeReply, dropReply, replies } from './replies.ts'
import { seen } from './seen.ts'
import { exportedTalks } from './talks.ts'
import { ticket } from './ticket.ts'
import { tellVisit, waitForInvitation } from './visit.ts'
import { createTexts } from './texts.ts'
import { answerTicket, tickets, ticketStatus } from './tickets.ts'
import { upload } from './upload.ts'
import { receivePush, verifyPush } from '#server/channels/wechat/receive'
import { visitorSession } from './visitor-session.ts'
import { qidianEvents } from '#server/trail/qidian'
import { behaviorTraces, customerOrders, getOpenid, initData } from '#server/trail/udesk'
import type { Http, HttpEnv } from './who.ts'

export type Route = {
  method: 'get' | 'post' | 'patch' | 'delete'
  /** Matched without regard to case, as links in the wild are written. */
  path: string
  /** Who gets more than a refusal. */
  who: 'anyone' | 'visitor' | 'agent' | 'either' | 'grant' | 'machine' | 'api'
  handle(c: Http, services: Services): Response | Promise<Response>
}

/** Every address of the server, but for the two sockets. */
export function routes(services: Services, assets: Assets) {
  const entrance = createEntrance(assets, 'entrance.js')
  const entranceV1 = createEntrance(assets, 'v1.js')
  const pinned = createPinned(assets, services.config.sharedDir)
  const pages = createPages(assets)
  const docs = createDocs(assets)
  const install = createInstall(assets)
  const live = createLive(services)
  const legacy = createLegacy(services, assets)
  const leave = createLeave(services, assets)
  const table: Route[] = [
    { method: 'get', path: '/healthz', who: 'anyone', handle: healthz },
    { method: 'get', path: '/readyz', who: 'anyone', handle: createReadyz(services) },
    { method: 'get', path: '/metrics', who: 'machine', handle: metrics },
    { method: 'get', path: '/chat/frame/v2/entrance.js', who: 'anyone', handle: entrance },
    { method: 'get', path: '/chat/frame/v6/entrance.js', who: 'anyone', handle: entrance },
    { method: 'get', path: '/chat/frame/js/entrance.js', who: 'anyone', handle: entranceV1 },
    { method: 'get', path: '/chat/pc/pc.min.js', who: 'anyone', handle: entranceV1 },
    { method: 'get', path: '/chat/frame/v2/entrance.json', who: 'anyone', handle: pinned.about },
    { method: 'get', path: '/chat/frame/v2/:file{entrance\\..+\\.js}', who: 'anyone', handle: pinned.script },
    { method: 'get', path: '/chat/frame/v2/app.html', who: 'anyone', handle: pages.widget },
    { method: 'get', path: '/chat/frame/v2/visit.html', who: 'anyone', handle: pages.visit },
    { method: 'get', path: '/chat/h5/v2/index.html', who: 'anyone', handle: pages.h5 },
    { method: 'get', path: '/chat/h5/v6/index.html', who: 'anyone', handle: pages.h5 },
    { method: 'get', path: '/chat/pc/index.html', who: 'anyone', handle: pages.h5 },
    { method: 'get', path: '/chat/pc/v2/index.html', who: 'anyone', handle: pages.h5 },
    { method: 'get', path: '/chat/pc/v6/index.html', who: 'anyone', handle: pages.h5 },
    { method: 'get', path: '/chat/h5/index.html', who: 'anyone', handle: legacy.page },
    { method: 'post', path: '/chat/h5/index.html', who: 'anyone', handle: legacy.post },
    { method: 'get', path: '/chat/h5/messages.html', who: 'anyone', handle: legacy.messages },
    { method: 'get', path: '/chat/h5/messages.json', who: 'anyone', handle: legacy.news },
    { method: 'get', path: '/chat/h5/accent.css', who: 'anyone', handle: legacy.accent },
    { method: 'get', path: '/workbench', who: 'anyone', handle: pages.workbench },
    { method: 'get', path: '/workbench/app.webmanifest', who: 'anyone', handle: install.manifest },
    { method: 'get', path: '/workbench/worker.js', who: 'anyone', handle: install.worker },
    { method: 'get', path: '/docs', who: 'anyone', handle: docs.start },
    { method: 'get', path: '/docs/*', who: 'anyone', handle: docs.page },
    { method: 'get', path: '/chat/h5/v2/leavemessage.html', who: 'anyone', handle: leave.page },
    { method: 'post', path: '/chat/h5/v2/leavemessage.html', who: 'anyone', handle: leave.post },
    { method: 'get', path: '/chat/texts/:build/:language', who: 'anyone', handle: createTexts() },
    { method: 'get', path: '/app/*', who: 'anyone', handle: pages.file },
    { method: 'get', path: '/files/:id/:grant/:name', who: 'grant', handle: file },
    { method: 'get', path: '/exports/:uid/:grant/:name', who: 'grant', handle: exported },
    {
      method: 'get',
      path: '/exports/conversations/:question/:grant/:name',
      who: 'grant',
      handle: exportedTalks
    },
    { method: 'get', path: '/channels/wechat/:id', who: 'anyone', handle: verifyPush },
    { method: 'post', path: '/channels/wechat/:id', who: 'anyone', handle: receivePush },
    { method: 'post', path: '/api/visitor/session', who: 'anyone', handle: visitorSession },
    { method: 'post', path: '/api/visitor/ticket', who: 'visitor', handle: ticket },
    { method: 'post', path: '/api/visitor/seen', who: 'visitor', handle: seen },
    { method: 'post', path: '/api/visit', who: 'anyone', handle: tellVisit },
    { method: 'post', path: '/api/visit/wait', who: 'anyone', handle: waitForInvitation },
    { method: 'post', path: '/api/upload', who: 'either', handle: upload },
    { method: 'post', path: '/api/live/stream', who: 'anyone', handle: live.stream },
    { method: 'post', path: '/api/live/send', who: 'anyone', handle: live.send },
    { method: 'post', path: '/api/live/poll', who: 'anyone', handle: live.poll },
    { method: 'post', path: '/api/agent/sign-in', who: 'anyone', handle: signIn },
    { method: 'post', path: '/api/agent/claim', who: 'anyone', handle: claim },
    { method: 'post', path: '/api/agent/sign-out', who: 'agent', handle: signOut },
    { method: 'get', path: '/api/agent/me', who: 'agent', handle: me },
    { method: 'get', path: '/api/agent/account', who: 'agent', handle: own.account },
    { method: 'post', path: '/api/agent/account/second-factor', who: 'agent', handle: own.beginTotp },
    {
      method: 'post',
      path: '/api/agent/account/second-factor/confirm',
      who: 'agent',
      handle: own.confirmTotp
    },
    { method: 'post', path: '/api/agent/account/second-factor/remove', who: 'agent', handle: own.removeTotp },
    { method: 'post', path: '/api/agent/account/password', who: 'agent', handle: own.changePassword },
    {
      method: 'post',
      path: '/api/agent/account/sign-out-everywhere',
      who: 'agent',
      handle: own.signOutEverywhere
    },
    { method: 'post', path: '/api/agent/account/sessions/:id/end', who: 'agent', handle: own.endSession },
    { method: 'get', path: '/api/agent/tickets', who: 'agent', handle: tickets },
    { method: 'post', path: '/api/agent/tickets/:id/answer', who: 'agent', handle: answerTicket },
    { method: 'post', path: '/api/agent/tickets/:id/status', who: 'agent', handle: ticketStatus },
    // Mini programs
    { method: 'get', path: '/init_data', who: 'anyone', handle: initData },
    {
      method: 'get',
      path: '/business_api/v1/behavior_traces/get_openid',
      who: 'anyone',
      handle: getOpenid
    },
    { method: 'post', path: '/business_api/v1/behavior_traces', who: 'anyone', handle: behaviorTraces },
    { method: 'post', path: '/business_api/v1/customer_orders', who: 'anyone', handle: customerOrders },
    { method: 'get', path: '/qidian/v1/events', who: 'anyone', handle: qidianEvents },
    { method: 'post', path: '/qidian/v1/events', who: 'anyone', handle: qidianEvents },
    ...apiRoutes(),
    { method: 'get', path: '/api/agent/replies', who: 'agent', handle: replies },
    { method: 'post', path: '/api/agent/replies', who: 'agent', handle: addReply },
    { method: 'post', path: '/api/agent/replies/:id', who: 'agent', handle: changeReply },
    { method: 'post', path: '/api/agent/replies/:id/remove', who: 'agent', handle: dropReply },
    { method: 'get', path: '/api/agent/push', who: 'agent', handle: pushKey },
    { method: 'post', path: '/api/agent/push', who: 'agent', handle: subscribePush },
    { method: 'post', path: '/api/agent/push/remove', who: 'agent', handle: unsubscribePush },
    { method: 'get', path: '/api/agent/ended', who: 'agent', handle: ended },
    { method: 'get', path: '/api/agent/conversations/:cid', who: 'agent', handle: summary },
    { method: 'get', path: '/api/agent/blocked', who: 'agent', handle: blocked },
    { method: 'get', path: '/api/agent/conversations/:cid/route', who: 'agent', handle: why }
  ]
  return { table, lines: live.lines }
}

export function createHttp(services: Services, assets: Assets) {
  shareLimits(services)
  const { table, lines } = routes(services, assets)
  const app = new Hono<HttpEnv>({ getPath: caseless })
  for (const { method, path, handle } of table) app[method](path, c => handle(c, services))
  app.notFound(c => refuse(c, new ChatError('not-found')))
  app.onError((error, c) => {
    const code = codeOf(error)
    if (code === 'internal' || code === 'unavailable')
      services.report('request-failed', { path: c.req.routePath, error: String(error) })
    return refuse(c, error instanceof ChatError ? error : new ChatError(code))
  })
  return { app, table, lines }
}

function refuse(c: Http, { code, message }: ChatError) {
  c.header('x-content-type-options', 'nosniff')
  c.header('cache-control', 'no-store')
  return c.json({ code, message }, ERRORS[code].http)
}

/** `/Chat/H5/V2/Index.html` occurs; ids and names of files keep their case. */
function caseless(request: Request): string {
  const { pathname } = new URL(request.url)
  return KEEPS_CASE.some(start => pathname.startsWith(start)) ? pathname : pathname.toLowerCase()
}

const KEEPS_CASE = ['/app/', '/api/agent/account/sessions/', '/files/', '/exports/', `${API}/`]
