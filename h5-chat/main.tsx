import '#ui/theme.css'
import '#ui/chat.css'
import '#ui/visitor-chat.css'
import { render } from 'preact'
import { readPageFacts } from '#ui/page-facts.ts'
import { nearestLanguage, setLanguage, t } from '#ui/i18n/t.ts'
import { setAccent } from '#ui/accent.ts'
import { connectVisitor } from '#ui/connect-visitor.ts'
import { createVisitorModel } from '#ui/models/VisitorModel.ts'
import { toProfile } from '#ui/visitor-profile.ts'
import { VisitorChat } from '#ui/components/VisitorChat.tsx'
import { Icon } from '#ui/components/Icon.tsx'
import { readLink } from './link-parameters.ts'
import { fitToKeyboard } from './viewport.ts'

const facts = readPageFacts()
const root = document.getElementById('app')!
const parameters = readLink(location.search)
setLanguage(nearestLanguage(parameters['locale'], parameters['lan'], navigator.language))

if (!facts) render(<p class="refusal">{t('chat.unknown')}</p>, root)
else {
  const { session, source, storage } = connectVisitor(facts.sysnum)
  const model = createVisitorModel({ session, source, storage })
  setAccent((parameters['color'] ?? facts.color ?? '').replace(/^#/, ''))
  fitToKeyboard(root)
  document.title = parameters['custom_title'] ?? t('chat.title', { company: facts.name })
  const { sysnum: _, ...claims } = parameters
  session.setProfile(
    toProfile(claims, {
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
      draftKey={`ozc:${facts.sysnum}:draft`}
      previews={facts.typingPreview ?? false}
      start={
        parameters['top_bar_flag'] === '1' &&
        history.length > 1 && (
          <button type="button" class="tool" aria-label={t('chat.close')} onClick={() => history.back()}>
            <Icon name="back" />
          </button>
        )
      }
    />,
    root
  )
}
