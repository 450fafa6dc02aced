/**
 * The one thing that we keep on the customer's site: that somebody has talked to us here, and whether it goes on.
 * Nothing is written before the visitor has opened the chat once.
 */
export function createHint(sysnum: string) {
  const name = `ozc:${sysnum}`
  let latest: string | undefined
  let isAllowed = read() !== null

  function read(): string | null {
    try {
      return localStorage.getItem(name)
    } catch {
      return null
    }
  }

  function write() {
    if (!isAllowed || !latest) return
    try {
      localStorage.setItem(name, latest)
    } catch {
      // Without storage every visitor is new.
    }
  }

  return {
    keep(state: 'open' | 'ended') {
      latest = state
      write()
    },
    mayKeep() {
      isAllowed = true
      write()
    }
  }
}
