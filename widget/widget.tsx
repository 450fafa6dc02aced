import { render } from 'preact'
import type { HostConfig } from '#protocol/host'
import { isMessage, type Entry } from '#protocol/entry'
import { setAccent } from '#ui/accent.ts'
import { connectVisitor } from '#ui/connect-visitor.ts'
import { nearestLanguage, setLanguage, t } from '#ui/i18n/t.ts'
import { createVisitorModel } from '#ui/models/VisitorModel.ts'
import { preview } from '#ui/preview.ts'
import { toProfile } from '#ui/visitor-profile.ts'
import { VisitorChat } from '#ui/components/VisitorChat.tsx'
import { Icon } from '#ui/components/Icon.tsx'
import type { PageFacts } from '#ui/page-facts.ts'
import { connectHost } from './link.ts'

/** The chat in the iframe: a session, its screen, and the link to the page around it. */
export function startWidget(root: HTMLElement, facts: PageFacts) {
  const { session, source, storage } = connectVisitor(facts.sysnum)
  const model = createVisitorModel({ session, source, storage, onReceived })
  const link = connectHost({ allowedHosts: facts.domains, onConfig, onShown })
  model.shown.value = !link.isFramed

  function onConfig(config: HostConfig, page: { url: string; title: string; referrer: string }) {
    if (typeof config['color'] === 'string') setAccent(config['color'].replace(/^#/, ''))
    if (config['locale'] !== undefined)
      setLanguage(nearestLanguage(String(config['locale']), navigator.language))
    session.setProfile(toProfile(config, page))
  }

  function onShown(shown: boolean, focus: boolean) {
    model.shown.value = shown
    if (!shown) return
    model.calm()
    if (focus) root.querySelector('textarea')?.focus()
  }

  function onReceived({ content, by, at }: Entry) {
    if (model.shown.value) return
    link.send({ type: 'received', message: { img: '', name: by.name ?? '', msg: preview(content), t: at } })
  }

  session.on('timeline', () => {
    if (!session.timeline.isLoaded()) return
    link.send({ type: 'unread', count: unreadCount(session.timeline) })
    link.send({ type: 'conversation', state: model.open.value ? 'open' : 'ended' })
  })

  const collapse = () => link.send({ type: 'collapse' })
  addEventListener('keydown', event => event.key === 'Escape' && !event.isComposing && collapse())
  render(
    <VisitorChat
      model={model}
      storage={storage}
      company={facts.name}
      draftKey={`ozc:${facts.sysnum}:draft`}
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
}

/** Messages of others above the visitor's read receipt. */
function unreadCount({
  entries,
  receipts
}: ReturnType<typeof connectVisitor>['session']['timeline']): number {
  return entries.filter(
    entry => isMessage(entry) && entry.by.role !== 'visitor' && entry.seq > receipts.visitor.read
  ).length
}
