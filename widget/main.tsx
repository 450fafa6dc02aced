import '#ui/theme.css'
import '#ui/chat.css'
import '#ui/visitor-chat.css'
import { render } from 'preact'
import { readPageFacts } from '#ui/page-facts.ts'
import { readLink } from '#protocol/link'
import { startPageLanguage } from '#ui/i18n/page-language.ts'
import { t } from '#ui/i18n/t.ts'
import { setAccent } from '#ui/accent.ts'
import { startWidget } from './widget.tsx'

const facts = readPageFacts()
const root = document.getElementById('app')!
const language = startPageLanguage(readLink(location.search)['locale'], facts?.locale)
if (facts) {
  if (facts.color) setAccent(facts.color)
  startWidget(root, facts, language)
} else render(<p class="refusal">{t('chat.unknown')}</p>, root)
