import type { Knowledge } from './knowledge.ts'

const NO = /^\s*(0|false)\s*$/i

/**
 * The one thing that we keep on the customer's site: that somebody has talked to us here, and whether it goes on.
 * Nothing is written before the visitor has opened the chat once, or while the page says that they do not agree.
 */
export function createHint({ sysnum, config }: Knowledge) {
  const name = `ozc:${sysnum}`
  let latest: string | undefined
  let isAllowed = false

  /** Brings what is kept in line with the settings. */
  function settle() {
    try {
      if (NO.test(String(config['consent'])))
        for (const one of [name, `${name}:invited`]) localStorage.removeItem(one)
      else if (latest && (isAllowed ||= localStorage.getItem(name) !== null))
        localStorage.setItem(name, latest)
    } catch {
      // Without storage every visitor is new.
    }
  }

  return {
    settle,
    keep(state: 'open' | 'ended') {
      latest = state
      settle()
    },
    mayKeep() {
      isAllowed = true
      settle()
    }
  }
}
