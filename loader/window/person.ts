import type { Live } from '../live.ts'
import type { ChatWindow } from './chat-window.ts'

/** How the keys begin that say who somebody is, and no others; a test holds it to the table of keys. */
export const OF_PERSONS = /^(par|sig|un|real|tel|ema|qq|fac|rem|wei|sex|birth|custome|is_v|vip|user|summ)/

/** zc("identify") and zc("logout"): the core has merged what they say, here goes what was said of somebody else. */
export function createPerson(chat: ChatWindow, live: Live) {
  const [, , config] = live.core!
  let known: Record<string, unknown> = {}

  function forget(isStale: (name: string) => boolean) {
    for (const name of Object.keys(config).filter(isStale)) {
      delete config[name]
      delete live.given[name]
    }
    chat.settle()
  }

  return {
    identify(given: unknown) {
      const before = known
      known = { ...(given as object) }
      forget(name => name in before && !(name in known) && config[name] === before[name])
    },
    logout() {
      known = {}
      forget(name => OF_PERSONS.test(name))
      chat.logout()
    }
  }
}
