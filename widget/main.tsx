import '#ui/theme.css'
import '#ui/chat.css'
import '#ui/visitor-chat.css'
import { render } from 'preact'
import { readPageFacts } from '#ui/page-facts.ts'
import { nearestLanguage, setLanguage, t } from '#ui/i18n/t.ts'
import { setAccent } from '#ui/accent.ts'
import { startWidget } from './widget.tsx'

const facts = readPageFacts()
const root = document.getElementById('app')!
setLanguage(
  nearestLanguage(new URLSearchParams(location.search).get('locale') ?? undefined, navigator.language)
)
if (facts) {
  if (facts.color) setAccent(facts.color)
  startWidget(root, facts)
} else render(<p class="refusal">{t('chat.unknown')}</p>, root)
