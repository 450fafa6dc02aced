import '#ui/theme.css'
import '#ui/chat.css'
import '#ui/visitor-chat.css'
import './desktop.css'
import { render } from 'preact'
import { readPageFacts, whereOf } from '#ui/page-facts.ts'
import { readLink } from '#protocol/link'
import { resolveConfig } from '#protocol/resolve-config'
import { startPageLanguage } from '#ui/i18n/page-language.ts'
import { t } from '#ui/i18n/t.ts'
import { createConfigModel } from '#ui/models/ConfigModel.ts'
import { connectVisitor } from '#ui/connect-visitor.ts'
import { createVisitorModel } from '#ui/models/VisitorModel.ts'
import { toProfile } from '#ui/visitor-profile.ts'
import { VisitorChat } from '#ui/components/VisitorChat.tsx'
import { Icon } from '#ui/components/Icon.tsx'
import { whoOf } from '#ui/who.ts'
import { goBack } from './back.ts'
import { tellCollapsed } from './collapse.ts'
import { handOver } from './mini-program.ts'
import { takeTicket } from './ticket.ts'
import { fitToKeyboard } from './viewport.ts'

const facts = readPageFacts()
const root = document.getElementById('app')!
const link = readLink(location.search)
const { config, offer, apply } = createConfigModel({
  surface: 'link',
  color: facts?.color,
  language: startPageLanguage(resolveConfig(link, 'link').config.locale, facts?.locale),
  advise: text => console.warn(`OpenZC: ${text}`)
})
const given = apply(link)

if (!facts) render(<p class="refusal">{t('chat.unknown')}</p>, root)
else {
  const { session, source, storage, draftKey } = connectVisitor(facts, whoOf(given), takeTicket())
  const model = createVisitorModel({
    session,
    source,
    storage,
    config,
    offer,
    surface: 'link',
    facts: whereOf(facts),
    ...(facts.words ? { words: facts.words } : {}),
    openFile: url => handOver(url, given.source)
  })
  fitToKeyboard(root)
  // A page is expanded again when the browser brings it back as it was left
  if (given.reload) addEventListener('pageshow', event => event.persisted && location.reload())
  document.title = given.custom_title ?? t('chat.title', { company: facts.name })
  session.setProfile(
    toProfile(given, {
      url: location.origin + location.pathname,
      title: document.title,
      referrer: document.referrer
    })
  )
  render(
    <VisitorChat
      model={model}
      storage={storage}
      company={facts.name}
      draftKey={draftKey}
      previews={facts.typingPreview ?? false}
      end={
        window.parent !== window && (
          <button type="button" class="tool" aria-label={t('chat.close')} onClick={tellCollapsed}>
            <Icon name="close" />
          </button>
        )
      }
      start={
        (given.top_bar_flag || given.back) && (
          <button type="button" class="tool" aria-label={t('chat.back')} onClick={goBack}>
            <Icon name="back" />
          </button>
        )
      }
    />,
    root
  )
}
