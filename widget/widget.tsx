import { effect } from '@preact/signals'
import { render } from 'preact'
import type { HostConfig } from '#protocol/host'
import { isMessage, type Entry } from '#protocol/entry'
import { lastWhere } from '#client/index'
import { connectVisitor, forgetVisitors } from '#ui/connect-visitor.ts'
import type { PageLanguage } from '#ui/i18n/page-language.ts'
import { t } from '#ui/i18n/t.ts'
import { createConfigModel } from '#ui/models/ConfigModel.ts'
import { createVisitorModel } from '#ui/models/VisitorModel.ts'
import { preview } from '#ui/preview.ts'
import { toProfile } from '#ui/visitor-profile.ts'
import { VisitorChat } from '#ui/components/VisitorChat.tsx'
import { Icon } from '#ui/components/Icon.tsx'
import { whereOf, type PageFacts } from '#ui/page-facts.ts'
import { isSameWho, whoOf, type Who } from '#ui/who.ts'
import { connectHost } from './link.ts'

/** The chat in the iframe: a session with its screen for whoever the page says that the visitor is, and the link to the page. */
export function startWidget(root: HTMLElement, facts: PageFacts, language: PageLanguage) {
  const link = connectHost({
    allowedHosts: facts.domains,
    onConfig,
    onShown,
    wishes: { leave: sendTicket, ask: sendReport, logout }
  })
  const { config, offer, apply } = createConfigModel({
    surface: 'script',
    color: facts.color,
    language,
    advise: text => link.send({ type: 'advice', text })
  })
  effect(() => link.send({ type: 'label', text: t('chat.nameless') }))
  const leave = () => link.send({ type: 'collapse' })
  const collapse = () => (chat ? chat.leave(leave) : leave())
  let isShown = !link.isFramed
  let chat: ReturnType<typeof startChat> | undefined

  function onConfig(given: HostConfig, page: { url: string; title: string; referrer: string }) {
    const configured = apply(given)
    const who = whoOf(configured)
    if (chat && isSameWho(chat.who, who, chat.session.status().status === 'online'))
      Object.assign(chat.who, who)
    else {
      chat?.end()
      chat = startChat(who)
    }
    chat.session.setProfile(toProfile(configured, page))
  }

  function onShown(shown: boolean, focus: boolean) {
    isShown = shown
    chat?.show(shown)
    if (shown && focus) root.querySelector('textarea')?.focus()
  }

  async function sendTicket() {
    link.send({ type: 'ticket', ticket: (await chat?.ticket().catch(() => undefined)) ?? '' })
  }

  async function sendReport() {
    link.send({ type: 'report', text: JSON.stringify(await chat?.report()) ?? '' })
  }

  /** The configuration without them comes next. */
  function logout() {
    chat?.end()
    chat = undefined
    forgetVisitors(facts.sysnum)
  }

  function startChat(who: Who) {
    const { session, source, storage, draftKey, ticket, report, disconnect } = connectVisitor(facts, who)
    const model = createVisitorModel({
      session,
      source,
      storage,
      config,
      offer,
      surface: 'script',
      facts: whereOf(facts),
      ...(facts.words ? { words: facts.words } : {}),
      onReceived,
      ...(link.isFramed ? { setTitle: text => link.send({ type: 'title', text }) } : {})
    })
    model.shown.value = isShown

    /** Whether the window is open the page knows first, and drops it then. */
    function onReceived({ content, by, at }: Entry) {
      const message = { img: '', name: by.name ?? '', msg: preview(content), t: at }
      link.send({ type: 'received', message })
    }

    let isFirst = true
    session.on('timeline', () => {
      if (!session.timeline.isLoaded()) return
      const offline = isFirst ? offlineCount(session.timeline) : 0
      if (offline) link.send({ type: 'offline', count: offline })
      isFirst = false
      link.send({ type: 'unread', count: unreadCount(session.timeline) })
      link.send({ type: 'conversation', state: model.open.value ? 'open' : 'ended' })
    })

    render(
      <VisitorChat
        key={draftKey}
        model={model}
        storage={storage}
        company={facts.name}
        draftKey={draftKey}
        previews={facts.typingPreview ?? false}
        end={
          link.isFramed && (
            <button type="button" class="tool" aria-label={t('chat.close')} onClick={collapse}>
              <Icon name="close" />
            </button>
          )
        }
      />,
      root
    )
    return {
      who,
      session,
      ticket,
      report,
      leave: model.rateBefore,
      show(shown: boolean) {
        model.shown.value = shown
        if (shown) model.calm()
      },
      end() {
        render(null, root)
        model.destroy()
        disconnect()
      }
    }
  }

  addEventListener('keydown', event => event.key === 'Escape' && !event.isComposing && collapse())
  // In a frame the page says first who the visitor is
  if (!link.isFramed) chat = startChat({})
}

type Timeline = ReturnType<typeof connectVisitor>['session']['timeline']

/** Of the unread messages those that staff has written after the end. */
function offlineCount({ entries, receipts }: Timeline): number {
  const last = lastWhere(entries, ({ content }) => content.kind === 'ended' || content.kind === 'started')
  return last?.content.kind === 'ended'
    ? unreadCount({ entries: entries.filter(({ seq }) => seq > last.seq), receipts })
    : 0
}

/** Messages of others above the visitor's read receipt. */
function unreadCount({ entries, receipts }: Pick<Timeline, 'entries' | 'receipts'>): number {
  return entries.filter(
    entry => isMessage(entry) && entry.by.role !== 'visitor' && entry.seq > receipts.visitor.read
  ).length
}
