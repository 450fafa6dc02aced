import { inkOn } from '../ink.ts'
import { FLAG } from '../keys.ts'
import type { Core, Invitation, Live } from '../live.ts'
import { CONTAINER, ENTRANCE } from '../names.ts'

// The invitation on the customer's page: by itself when the page asks for that, or from an agent.

const TICK_MS = 1_000
const BOX =
  'all:initial;position:fixed;z-index:2147483646;box-sizing:border-box;width:320px;max-width:calc(100vw - 48px);padding:16px;border:1px solid #8886;border-radius:12px;box-shadow:0 8px 40px #0004;background:Canvas;color:CanvasText;color-scheme:light dark;font:15px/1.5 system-ui,sans-serif;'
const BUTTON = 'border:0;border-radius:8px;font:inherit;cursor:pointer;'

const { cbk } = window as unknown as { cbk?: unknown[] & { openzc?: Live } }
if (cbk?.openzc?.core && !cbk.openzc.invite) join(cbk.openzc, cbk.openzc.core)

function join(live: Live, [sysnum, , config, channel]: Core) {
  const { end } = live
  const key = `ozc:${sysnum}:invited`
  const startedAt = Date.now()
  let kept = ''
  let shown: HTMLElement | undefined
  let from: Invitation | undefined
  let wasOpen: unknown

  /** Nothing for what the table of keys refuses. */
  const textOf = (name: string, most: number) => {
    const value = config[name]
    const text = /^(str|num)/.test(typeof value) ? String(value) : ''
    return text.length <= most ? text.trim() : ''
  }
  const numberOf = (name: string, otherwise: number) => {
    const text = textOf(name, 9)
    return /^\d+$/.test(text) ? +text : otherwise
  }

  /** The visitor's day, how often they were invited in it, and when they last said no. */
  function read(): [day: string, count: number, refusedAt: number] {
    const today = new Date().toDateString()
    try {
      kept = localStorage[key] ?? kept
    } catch {
      // Without storage every page has a count of its own.
    }
    const [day, count, refusedAt] = kept.split('|')
    return [today, day === today ? +count! : 0, +(refusedAt ?? 0)]
  }

  function write(count: number, refusedAt: number) {
    kept = [read()[0], count, refusedAt].join('|')
    try {
      localStorage[key] = kept
    } catch {
      // As above.
    }
  }

  function tick() {
    const isOpen = document.querySelector(`#${CONTAINER}[data-open]`)
    wasOpen ??= isOpen ?? undefined
    if (isOpen && shown) close()
    if (isOpen || shown || document.hidden) return
    from = live.invitation
    live.invitation = undefined
    if (from) return show()
    const [, count, refusedAt] = read()
    const dueAt = Math.max(
      startedAt + numberOf('first_timeout', 10) * 1_000,
      refusedAt + numberOf('over_timeout', 60) * 1_000
    )
    if (wasOpen || FLAG.exec(String(config['invite']))?.[1] === undefined) return
    if (count >= numberOf('invite_count', 1) || Date.now() < dueAt) return
    write(count + 1, refusedAt)
    show()
  }

  function show() {
    const isChinese = /^(cn|tw|zh)/.test(textOf('locale', 35) || navigator.language)
    const color = textOf('color', 6) || channel()[1]
    const tip = textOf('tip_title', 200) || (isChinese ? '您好，有什么可以帮您？' : 'Hello! Can we help you?')
    const side = (config['location'] ? config['location'] == 2 : channel()[3]) ? 'left' : 'right'
    const box = document.createElement('div')
    const root = box.attachShadow({ mode: 'closed' })
    const add = (tag: string, style: string) => {
      const made = document.createElement(tag)
      made.style.cssText = style
      return root.appendChild(made)
    }
    const button = (text: string, style: string, answer: 'accepted' | 'declined') => {
      const made = add('button', BUTTON + style)
      made.textContent = text
      made.onclick = () => close(answer)
      return made
    }
    shown = box
    box.style.cssText = `${BOX}${side}:24px;bottom:${config['custom'] ? 24 : 96}px`
    box.setAttribute('role', 'dialog')
    box.setAttribute('aria-label', tip)
    const picture = decodeURI(textOf('invite_imgsrc', 2_000).replace(/%3a/i, ':').replace(/%2f/gi, '/'))
    if (/^https?:\/\//i.test(picture)) {
      const image = add(
        'img',
        'float:left;width:48px;height:48px;margin:0 12px 0 0;border-radius:8px;object-fit:cover'
      )
      Object.assign(image, { alt: '', src: picture, onerror: () => image.remove() })
    }
    const line = add('p', 'margin:0 32px 12px 0;overflow-wrap:anywhere')
    line.setAttribute('role', 'status')
    line.dir = 'auto'
    // What is there before its words is read out.
    setTimeout(() => (line.textContent = from ? `${from.by}: ${tip}` : tip), 100)
    button(
      textOf('submit_title', 50) || (isChinese ? '开始咨询' : 'Start chat'),
      `clear:both;display:block;width:100%;padding:10px;background:#${color};color:${inkOn(color)}`,
      'accepted'
    )
    button(
      '×',
      'position:absolute;top:8px;right:8px;width:32px;height:32px;background:none;color:inherit',
      'declined'
    ).setAttribute('aria-label', isChinese ? '关闭' : 'Close')
    document.body.append(box)
  }

  function close(answer?: 'accepted' | 'declined') {
    const hadFocus = document.activeElement === shown
    shown?.remove()
    shown = undefined
    if (answer) from?.answer(answer)
    if (answer === 'accepted') return cbk!.push(['expand'])
    if (answer) write(read()[1], Date.now())
    if (hadFocus) document.getElementById(ENTRANCE)?.focus()
  }

  const onKey = ({ key }: KeyboardEvent) => shown && key === 'Escape' && close('declined')
  document.addEventListener('keydown', onKey)
  const timer = setInterval(tick, TICK_MS)
  live.invite = tick
  tick()
  live.end = () => {
    live.invite = live.end = undefined
    clearInterval(timer)
    document.removeEventListener('keydown', onKey)
    shown?.remove()
    end?.()
  }
}
