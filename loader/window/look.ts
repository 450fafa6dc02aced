import type { Core } from '../live.ts'
import { CONTAINER, ENTRANCE } from '../names.ts'

const BESIDE_PX = 24
const ABOVE_ENTRANCE_PX = 96

export type Look = ReturnType<typeof createLook>

/** Styles of the container: a sheet after the core's, and of the same low weight, so that the page's own rules win. */
export function createLook({ config, channel }: Core) {
  let sheet: CSSStyleSheet | undefined
  let worn = ''

  return {
    dress(container: HTMLElement) {
      const style = styleOf()
      try {
        sheet ??= new CSSStyleSheet()
        const rules = rulesOf(style)
        if (rules !== worn) sheet.replaceSync((worn = rules))
        if (!document.adoptedStyleSheets.includes(sheet))
          document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
      } catch {
        // No constructed stylesheets. Once: what the page has changed since stays.
        sheet = undefined
        if (container.style.position) return
        container.style.cssText = innerWidth > 640 ? style : `${style};${FULL}`
      }
    },
    show(container: HTMLElement, isOpen: boolean) {
      container.toggleAttribute('data-open', isOpen)
      if (!sheet) container.style.visibility = isOpen ? 'visible' : 'hidden'
    },
    undress() {
      sheet?.replaceSync('')
    }
  }

  function styleOf(): string {
    const side = Number(config()['location'] ?? channel().location) === 2 ? 'left' : 'right'
    const bottom = config()['custom'] ? BESIDE_PX : ABOVE_ENTRANCE_PX
    return [
      'position:fixed',
      'z-index:2147483647',
      `${side}:${BESIDE_PX}px`,
      `bottom:${bottom}px`,
      'width:380px',
      'height:600px',
      `max-width:calc(100% - ${2 * BESIDE_PX}px)`,
      `max-height:calc(100% - ${bottom + BESIDE_PX}px)`,
      'border-radius:12px',
      'background:#fff',
      'box-shadow:0 8px 40px rgba(0,0,0,.3)'
    ].join(';')
  }
}

const FULL = 'inset:0;min-width:100%;min-height:100%;border-radius:0'

function rulesOf(style: string): string {
  const on = (state = '') => `html body :where(#${CONTAINER}${state})`
  return [
    `${on()}{${style}}`,
    `${on(':not([data-open])')}{visibility:hidden}`,
    `${on('[data-open]')}{visibility:visible}`,
    `@media(max-width:640px){${on()}{${FULL}}html:has(#${CONTAINER}[data-open]) body :where(#${ENTRANCE}){visibility:hidden}}`,
    `@media(prefers-reduced-motion:no-preference){${on('[data-open]')}{animation:zc__open .18s ease-out}}`,
    '@keyframes zc__open{0%{opacity:0;transform:translateY(16px)}}'
  ].join('')
}
