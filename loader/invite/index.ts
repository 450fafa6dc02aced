import type { InvitationAnswer } from '#protocol/host'
import { inkOn } from '../ink.ts'
import type { Core, Invitation, Live } from '../live.ts'
import { CONTAINER, ENTRANCE } from '../names.ts'

// The invitation on the customer's page: by itself when the page asks for that, or from an agent.

const TICK_MS = 1_000
const BOX =
  'all:initial;position:fixed;z-index:2147483646;box-sizing:border-box;width:320px;max-width:calc(100% - 48px);padding:16px;border:1px solid #8886;border-radius:12px;box-shadow:0 8px 40px #0004;background:Canvas;color:CanvasText;color-scheme:light dark;font:15px/1.5 sans-serif;'
const BUTTON = 'border-radius:8px;font:inherit;cursor:pointer;'
const YES = /^\s*(1|true)\s*$/i
const NO = /^\s*(0|false)\s*$/i
/** As the table of keys reads numbers. */
const NUMBER = /^\s*\d{1,5}(?=(\.0*)?\s*(px)?\s*$)/

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

  /** The whole value, where it is plain and fits. */
  function read(name: string, fits: RegExp, otherwise: string): string {
    const value = config[name] ?? ''
    return (typeof value !== 'object' && fits.exec(String(value))?.[0]) || otherwise
  }

  /** The visitor's day, how often they were invited in it, and when they last said no. */
  function count(more = 0, refusedAt?: number) {
    const today = new Date().toDateString()
    try {
      kept = localStorage[key] ?? kept
    } catch {
      // Without storage every page has a count of its own.
    }
    const [day, times, at] = kept.split('|')
    const now = { times: (day === today ? +times! : 0) + more, refusedAt: refusedAt ?? +(at ?? 0) }
    kept = `${today}|${now.times}|${now.refusedAt}`
    try {
      if (more || refusedAt) localStorage[key] = kept
    } catch {
      // As above.
    }
    return now
  }

  function tick() {
    const isOpen = document.querySelector(`#${CONTAINER}[data-open]`)
    wasOpen ||= isOpen
    if (isOpen) close()
    if (isOpen || shown || document.hidden) return
    from = live.invitation
    live.invitation = undefined
    if (from || isDue()) show()
  }

  /** Not for who has opened the chat on this page. */
  function isDue() {
    if (wasOpen || !read('invite', YES, '') || read('consent', NO, '')) return false
    const { times, refusedAt } = count()
    const now = Date.now()
    if (now - startedAt < +read('first_timeout', NUMBER, '10') * 1_000) return false
    if (now - refusedAt < +read('over_timeout', NUMBER, '60') * 1_000) return false
    return times < +read('invite_count', NUMBER, '1') && count(1)
  }

  function show() {
    const isChinese = /^(cn|tw|zh)/.test(read('locale', /.+/, navigator.language))
    const tip =
      from?.text ||
      read('tip_title', /^[^]{1,200}$/, isChinese ? '您好，有什么可以帮您？' : 'Hello! Can we help you?')
    const picture = read('invite_imgsrc', /^https?(:|%3a).+/i, '')
      .replace(/%3a/gi, ':')
      .replace(/%2f/gi, '/')
    const color = String(config['color'] || channel()[1])
    const isLeft = config['location'] ? config['location'] == 2 : channel()[3]
    const box = (shown = document.createElement('div'))
    const root = box.attachShadow({ mode: 'open' })
    const add = (tag: string, style: string): any => {
      const made = document.createElement(tag)
      made.style.cssText = style
      return root.appendChild(made)
    }
    const button = (text: string, style: string, answer: InvitationAnswer) => {
      const made = add('button', BUTTON + style)
      made.textContent = text
      made.onclick = () => close(answer)
      return made
    }
    box.style.cssText = `${BOX}${isLeft ? 'left' : 'right'}:24px;bottom:${config['custom'] ? 24 : 96}px`
    box.setAttribute('role', 'dialog')
    box.setAttribute('aria-label', tip)
    box.onkeydown = ({ key }) => key === 'Escape' && close('declined')
    if (picture) {
      const image = add('img', 'float:left;width:48px;height:48px;margin:0 12px 12px 0;object-fit:cover')
      image.alt = ''
      image.onerror = () => image.remove()
      image.src = picture
    }
    const line = add('p', 'margin:0 32px 12px 0;overflow-wrap:anywhere')
    line.setAttribute('role', 'status')
    line.dir = 'auto'
    // What is there before its words is read out.
    setTimeout(() => (line.textContent = from ? `${from.by}: ${tip}` : tip), 100)
    button(
      read('submit_title', /^[^]{1,50}$/, isChinese ? '开始咨询' : 'Start chat'),
      `clear:both;display:block;width:100%;padding:10px;border:0;background:#${color};color:${inkOn(color)}`,
      'accepted'
    )
    button(
      '×',
      'position:absolute;top:8px;right:8px;width:32px;height:32px;border:0;background:none;color:inherit;font-size:20px',
      'declined'
    ).setAttribute('aria-label', isChinese ? '关闭' : 'Close')
    document.body.append(box)
  }

  function close(answer?: InvitationAnswer) {
    const hadFocus = document.activeElement === shown
    shown?.remove()
    shown = undefined
    if (!answer) return
    from?.answer(answer)
    if (answer === 'accepted') return cbk!.push(['expand'])
    count(0, Date.now())
    if (hadFocus) document.getElementById(ENTRANCE)?.focus()
  }

  const timer = setInterval(tick, TICK_MS)
  live.invite = tick
  tick()
  live.end = () => {
    live.invite = live.end = undefined
    clearInterval(timer)
    shown?.remove()
    end?.()
  }
}
