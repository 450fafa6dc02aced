import { computed, effect, signal } from '@preact/signals'
import type { Agent, AgentGroup, AgentStatus, Summary } from '#protocol/desk'
import type { Browsing } from '#protocol/track'
import type { InboxChange, KeyValue, Status } from '#client/index'
import type { Account } from '../api.ts'
import type { App } from '../app/app.ts'
import { connectAgent, onWake } from '../connect-agent.ts'
import { startOfDay } from '#ui/i18n/t.ts'
import { NOTHING, type Defined } from '../claims.ts'
import { loadDefined } from '../defined.ts'
import { newsOf, tabOf } from '../inbox.ts'
import { PLAIN } from '#ui/models/ConversationModel.ts'
import { createAgentRow } from '../components/AgentRow.tsx'
import { createAlertModel } from './AlertModel.ts'
import { createInboxModel } from './InboxModel.ts'
import { createNoticeModel } from './NoticeModel.ts'
import { createOpenedModel } from './OpenedModel.ts'
import { createReplyModel } from './ReplyModel.ts'
import { createRouteModel } from './RouteModel.ts'
import { createUnsentModel } from './UnsentModel.ts'
import { createWishModel } from './WishModel.ts'

export type DeskModel = ReturnType<typeof createDeskModel>

export type DeskDialog =
  | { kind: 'transfer' | 'invite' | 'block' | 'card'; summary: Summary }
  | { kind: 'replies' | 'blocked' | 'security' }

export type DeskOptions = {
  account: Account
  storage: KeyValue
  /** The connection broke: perhaps because the sign-in has ended. */
  /** `isTold`: the server has said that the sign-in is no longer good. */
  onBroken(isTold: boolean): void
}

const TRACKS = 'ozc:agent:tracks'
const TICK_MS = 15_000
/** The inbox comes first. */
const APP_AFTER_MS = 1_000

/** Everything on an agent's screen. */
export function createDeskModel({ account, storage, onBroken }: DeskOptions) {
  const me = account.id
  const session = connectAgent(me, storage)
  const routing = createRouteModel()
  const { route, go } = routing
  const inbox = createInboxModel(session, me, routing)
  const selected = computed(() => inbox.find(route.value.cid))
  const unsent = createUnsentModel(session)
  const notices = createNoticeModel()
  const wishes = createWishModel(session, me, notices)
  const now = signal(Date.now())
  const opened = createOpenedModel(session, me, selected, uid => ({
    ...PLAIN,
    Row: createAgentRow({
      me,
      recall: seq => wishes.recall(uid, seq),
      // Read with the tick, so that what is too late goes by itself
      now: () => (now.value, session.now())
    })
  }))
  const replies = createReplyModel()
  const alerts = createAlertModel({
    storage,
    company: account.company,
    waiting: inbox.waiting,
    open: show
  })
  const connection = signal<{ status: Status; tooOld: boolean }>({ status: 'connecting', tooOld: false })
  const agents = signal<readonly Agent[]>([])
  const groups = signal<readonly AgentGroup[]>([])
  /** What lies over the desk. */
  const dialog = signal<DeskDialog | undefined>(undefined)
  const myStatus = signal<AgentStatus>(account.status)
  /** Words for the composer that the agent has accepted from elsewhere. */
  const suggestion = signal<{ uid: string; text: string } | undefined>(undefined)
  const browsing = signal<{ on: boolean; visitors: readonly Browsing[] }>({ on: false, visitors: [] })
  const defined = signal<Defined>(NOTHING)
  void loadDefined().then(next => (defined.value = next))
  const showsTracks = signal(storage.get(TRACKS) !== 'off')
  const app = signal<App | undefined>(undefined)
  let isOver = false
  let known = new Map<string, Summary>()

  /** Opens a conversation in the tab where it belongs. */
  function show(cid: string) {
    const summary = inbox.find(cid)
    const tab = summary ? tabOf(summary, me) : route.value.tab
    go({ tab, cid }, { replace: cid === route.value.cid })
  }

  function onInbox({ changed, dropped, reset }: InboxChange) {
    const before = known
    // Not from the whole inbox: what this very change leads to may have moved it on already
    known = new Map([...(reset ? [] : before), ...changed.map(one => [one.cid, one] as const)])
    for (const { cid } of dropped) known.delete(cid)
    for (const news of reset ? [] : newsOf(changed, before, me)) {
      const { cid } = news.summary
      const isSeen = opened.pageVisible.value && document.hasFocus() && route.value.cid === cid
      if (!isSeen) alerts.call(news)
    }
    for (const summary of changed) {
      const isTaken = summary.agentId === me && before.get(summary.cid)?.status === 'queued'
      const wasWished = wishes.granted(summary)
      if (wasWished || (isTaken && route.value.cid === summary.cid)) show(summary.cid)
    }
  }

  const off = [
    session.on('inbox', onInbox),
    session.on('agents', next => {
      agents.value = next.agents
      groups.value = next.groups
      myStatus.value = next.agents.find(agent => agent.id === me)?.status ?? myStatus.value
    }),
    session.on('browsing', next => (browsing.value = next)),
    session.on('status', ({ status, refusal }) => {
      connection.value = {
        status: session.status(),
        tooOld: status === 'refused' && refusal !== 'unauthorized'
      }
      if (status === 'offline' || status === 'refused') onBroken(refusal === 'unauthorized')
    }),
    session.on('refused', ({ of, code }) => wishes.refused(of, code)),
    onWake(session.wake)
  ]
  /** Who looks is not told by a push service as well. */
  const tellWatching = effect(() => {
    if (connection.value.status === 'online') session.watch(opened.pageVisible.value)
  })
  /** A link, or a notification, may lead to a conversation that is in no list. */
  const sought = new Set<string>()
  const bringing = effect(() => {
    const { cid } = route.value
    if (!cid || !inbox.loaded.value || sought.has(cid) || inbox.find(cid)) return
    sought.add(cid)
    void inbox.bring(cid)
  })
  const startApp = () =>
    void import('../app/app.ts')
      .then(({ startApp }) => startApp({ agentId: me, storage, open: show }))
      .then(
        next => (isOver ? next.destroy() : (app.value = next)),
        () => undefined
      )
  const starting = setTimeout(startApp, APP_AFTER_MS)
  const ticking = setInterval(() => (now.value = Date.now()), TICK_MS)
  session.start()

  return {
    account,
    storage,
    route,
    go,
    back: routing.back,
    filter: routing.filter,
    narrow: routing.narrow,
    show,
    defined,
    inbox,
    notices,
    alerts,
    app,
    connection,
    selected,
    selectedTab: computed(() => selected.value && tabOf(selected.value, me)),
    colleagues: computed(() => agents.value.filter(agent => agent.id !== me)),
    myStatus,
    agents,
    groups,
    nameOfGroup: (id: string | undefined) => groups.value.find(group => group.id === id)?.name ?? '',
    dialog,
    suggestion,
    suggest: (next: { uid: string; text: string }) => void (suggestion.value = next),
    replies,
    nameOfAgent: (id: string | null) => agents.value.find(agent => agent.id === id)?.name ?? '',
    opened: opened.opened,
    visitor: opened.visitor,
    typing: opened.typing,
    pageVisible: opened.pageVisible,
    failed: unsent.failed,
    browsing,
    invite: wishes.invite,
    showsTracks,
    toggleTracks() {
      showsTracks.value = !showsTracks.value
      storage.set(TRACKS, showsTracks.value ? 'on' : 'off')
    },
    now,
    today: computed(() => startOfDay(now.value)),
    accept: wishes.accept,
    release: wishes.release,
    transfer: wishes.transfer,
    toGroup: wishes.toGroup,
    addAgent: wishes.addAgent,
    removeAgent: wishes.removeAgent,
    giveBack: (summary: Summary) => void wishes.giveBack(summary),
    block: wishes.block,
    unblock: wishes.unblock,
    /** That this agent writes a note, which is told to colleagues only. */
    typesNote: (uid: string, on: boolean) => void session.typing(uid, on, true),
    end: wishes.end,
    setStatus(status: AgentStatus) {
      if (wishes.setStatus(status)) myStatus.value = status
    },
    destroy() {
      isOver = true
      clearTimeout(starting)
      app.value?.destroy()
      tellWatching()
      bringing()
      clearInterval(ticking)
      for (const part of [opened, unsent, routing, inbox, alerts, notices, session]) part.destroy()
      for (const stop of off) stop()
    }
  }
}
