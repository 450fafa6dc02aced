import type { Check } from './checks.ts'
import type { Finding } from './examine.ts'
import type { Setting } from './settings.ts'
import { shown, withoutProof } from './shown.ts'
import { isChinese, say, type TextKey } from './texts.ts'
import { STYLES } from './styles.ts'

type PanelOptions = {
  examine(): Finding
  /** Brings the chat in, without showing it. */
  load(): void
  closed(): void
}

/** The doctor's window on the page. In a shadow, so that neither side's styles reach the other; text only. */
export function createPanel({ examine, load, closed }: PanelOptions) {
  const host = document.createElement('div')
  host.id = 'zc__doctor'
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLES)
  root.adoptedStyleSheets = [sheet]

  const copyButton = button(say('copy'), () => void copy())
  const loadButton = button(say('load'), load)
  const sections = {
    checks: section('checks'),
    settings: section('settings'),
    events: section('events'),
    chat: section('chat')
  }
  const guide = make('a', { textContent: say('docs'), target: '_blank', rel: 'noopener' })
  const closeButton = button('×', close)
  closeButton.className = 'close'
  closeButton.setAttribute('aria-label', say('close'))
  const panel = make('section', { className: 'panel' }, [
    make('header', {}, [
      make('h2', { textContent: say('title') }),
      guide,
      loadButton,
      copyButton,
      closeButton
    ]),
    ...Object.values(sections).map(({ element }) => element)
  ])
  panel.setAttribute('role', 'dialog')
  panel.setAttribute('aria-label', say('title'))
  panel.lang = isChinese ? 'zh-CN' : 'en'
  panel.addEventListener('keydown', ({ key }) => key === 'Escape' && close())
  root.append(panel)

  function refresh() {
    const found = examine()
    sections.checks.show([found.checks, found.said], () => [
      list(found.checks.map(checkLine)),
      ...found.said.map(text => make('pre', { textContent: text }))
    ])
    sections.settings.show([found.sysnum, found.settings], () => [settingsTable(found)])
    sections.events.show(found.events, () =>
      found.events.length > 0 ? [list(found.events.toReversed().map(eventLine))] : [note('noEvents')]
    )
    sections.chat.show(found.chat, () => chatRows(found))
    loadButton.hidden = found.checks.every(({ text }) => text !== 'frame.none')
    guide.href = `${found.script.split('/', 3).join('/')}/docs/${isChinese ? 'zh' : 'en'}/keys.html`
  }

  async function copy() {
    const text = withoutProof(JSON.stringify(examine(), null, 2))
    // Not every page may write to the clipboard; a field to copy from works everywhere
    const isCopied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false
    )
    copyButton.textContent = say(isCopied ? 'copied' : 'copy')
    if (isCopied) return
    const field = make('textarea', { value: text, readOnly: true, rows: 6 })
    field.setAttribute('aria-label', say('copy'))
    sections.checks.element.before(field)
    field.select()
  }

  function close() {
    host.remove()
    closed()
  }

  return {
    open() {
      refresh()
      document.body.append(host)
    },
    refresh,
    remove: () => host.remove()
  }
}

/** Its content is made anew only when what it shows has changed: a selection or a scrolled place stays. */
function section(name: 'checks' | 'settings' | 'events' | 'chat') {
  const body = make('div', {})
  const element = make('details', { open: true }, [make('summary', { textContent: say(name) }), body])
  let last: string | undefined
  return {
    element,
    show(what: unknown, draw: () => Node[]) {
      const next = JSON.stringify(what) ?? ''
      if (next !== last) body.replaceChildren(...draw())
      last = next
    }
  }
}

const MARKS = { good: '✓', note: 'i', warn: '!', bad: '✗' }

function checkLine({ state, text, values }: Check) {
  const mark = make('b', { className: state, textContent: MARKS[state] })
  mark.setAttribute('aria-label', state)
  mark.setAttribute('role', 'img')
  return make('li', {}, [mark, make('span', { textContent: say(text, values) })])
}

function eventLine({ at, kind, text }: Finding['events'][number]) {
  const time = new Date(at).toLocaleTimeString()
  return make('li', {}, [
    make('time', { textContent: time }),
    make('code', { className: kind, textContent: text })
  ])
}

function settingsTable({ sysnum, settings }: Finding) {
  const company: Setting = { name: 'sysnum', value: sysnum ?? '', from: 'script' }
  return rows(
    [company, ...settings].map(one => [
      one.name,
      [
        make('code', { textContent: one.value, className: one.why === undefined ? '' : 'ignored' }),
        make('small', { textContent: sentence(one) })
      ]
    ])
  )
}

function sentence({ from, documented, why, meant }: Setting): string {
  const parts = [say(`from.${from}`)]
  if (documented) parts.push(say('means', { name: documented }))
  if (meant) parts.push(say('unknown', { name: meant }))
  else if (why) parts.push(say('ignored', { why }))
  return parts.join(' · ')
}

function chatRows({ chat, checks }: Finding): Node[] {
  if (!chat) return [note(checks.some(({ text }) => text === 'frame.none') ? 'noChat' : 'noAnswer')]
  const { seen, waiting } = chat
  const { profile = {}, verified, agentsOnline } = seen ?? {}
  const claims = Object.entries(profile.claims ?? {})
  const found: [name: string, value: string][] = [
    [say('name'), profile.name ?? say('nameless')],
    [say('identity'), say(verified ? 'verified' : 'unverified')],
    [say('agents'), say(agentsOnline ? 'online' : 'away')],
    ...claims,
    [say('page'), withoutProof(shown(profile.page ?? {}))],
    [say('device'), shown(profile.device ?? {})]
  ]
  const unsent = waiting > 0 ? [make('p', { textContent: `${waiting} ${say('notStored')}` })] : []
  return [
    ...unsent,
    seen
      ? rows(found.map(([name, value]) => [name, [make('code', { textContent: value })]]))
      : note('noAnswer')
  ]
}

const note = (key: TextKey) => make('p', { textContent: say(key) })
const list = (items: Node[]) => make('ul', {}, items)
const rows = (all: [name: string, value: Node[]][]) =>
  make(
    'dl',
    {},
    all.flatMap(([name, value]) => [make('dt', { textContent: name }), make('dd', {}, value)])
  )

function button(text: string, onclick: () => void) {
  return make('button', { type: 'button', textContent: text, onclick })
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
  children: Node[] = []
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}
