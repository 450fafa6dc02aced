import { CONTAINER, ENTRANCE } from '../names.ts'
import { readContainerStyle } from './container-style.ts'
import { settingOf } from './keys.ts'
import type { Knowledge } from './knowledge.ts'
import { createSheet } from './sheet.ts'

const BESIDE_PX = 24
const ABOVE_ENTRANCE_PX = 96
const PHONE = '(max-width:640px)'

export type Look = ReturnType<typeof createLook>

/** Styles of the container: a sheet after the core's, and of the same low weight, so that the page's own rules win. */
export function createLook({ config, channel, warn }: Knowledge) {
  const sheet = createSheet()
  let isConstructed = true

  return {
    dress(container: HTMLElement) {
      const [desktop, phone] = [desktopStyle(), phoneStyle()]
      try {
        sheet.put(rulesOf(desktop, phone))
      } catch {
        // No constructed stylesheets. Once: what the page has changed since stays.
        isConstructed = false
        if (container.style.position) return
        container.style.cssText = `${BASE};${matchMedia(PHONE).matches ? phone : desktop}`
      }
    },
    show(container: HTMLElement, isOpen: boolean) {
      container.toggleAttribute('data-open', isOpen)
      if (!isConstructed) container.style.visibility = isOpen ? 'visible' : 'hidden'
    },
    undress: sheet.clear
  }

  function desktopStyle(): string {
    const { location, custom } = config
    const isLeft = location === undefined ? channel()[3] : location === '2'
    const bottom = custom ? BESIDE_PX : ABOVE_ENTRANCE_PX
    return [
      `${isLeft ? 'left' : 'right'}:${BESIDE_PX}px`,
      `bottom:${bottom}px`,
      `width:${settingOf(config, 'width') ?? 380}px`,
      `height:${settingOf(config, 'height') ?? 600}px`,
      `max-width:calc(100% - ${2 * BESIDE_PX}px)`,
      `max-height:calc(100% - ${bottom + BESIDE_PX}px)`,
      'border-radius:12px',
      'box-shadow:0 8px 40px #0005',
      ownStyle()
    ].join(';')
  }

  function ownStyle(): string {
    const { style, refused } = readContainerStyle(config['container_style'])
    for (const why of refused) warn(`zc("config"): container_style: ${why}.`)
    return style
  }

  function phoneStyle(): string {
    return settingOf(config, 'expand_size') === 'half'
      ? 'inset:auto 0 0;width:100%;height:50%;border-radius:12px 12px 0 0;box-shadow:0 8px 40px #0005'
      : 'inset:0;width:100%;height:100%'
  }
}

const BASE = 'position:fixed;z-index:2147483647;box-sizing:border-box;overflow:hidden;background:#fff'

function rulesOf(desktop: string, phone: string): string {
  const on = (state = '') => `html body :where(#${CONTAINER}${state})`
  return [
    `${on()}{${BASE}}`,
    // Pages take its height for its being open.
    `${on(':not([data-open])')}{visibility:hidden;height:0!important}`,
    `${on('[data-open]')}{visibility:visible}`,
    `@media not all and ${PHONE}{${on()}{${desktop}}}`,
    `@media${PHONE}{${on()}{${phone}}html:has(#${CONTAINER}[data-open]:not([style*="height: 0"])) body :where(#${ENTRANCE}){visibility:hidden}}`,
    `@media(prefers-reduced-motion:no-preference){${on('[data-open]')}{animation:zc__open .18s ease-out}}`,
    '@keyframes zc__open{0%{opacity:0;translate:0 16px}}'
  ].join('')
}
