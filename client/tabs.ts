// TB1 Of several tabs of one visitor, one leads: it holds the connection. The others show what it tells them.
// TB2 The browser hands the lead on when the leading tab closes, crashes or goes to sleep.
// TB3 Without Web Locks or BroadcastChannel every tab leads itself; the guarantees of delivery do not need tabs to agree.

export type Tabs<Message> = {
  isLeader(): boolean
  post(message: Message): void
  destroy(): void
}

export type TabsOptions<Message> = {
  name: string
  locks: LockManager | undefined
  openChannel: ((name: string) => BroadcastChannel) | undefined
  onLead(leads: boolean): void
  onMessage(message: Message): void
}

export function createTabs<Message>({
  name,
  locks,
  openChannel,
  onLead,
  onMessage
}: TabsOptions<Message>): Tabs<Message> {
  let leads = false
  let destroyed = false
  let release: (() => void) | undefined

  function setLead(next: boolean) {
    if (leads === next) return
    leads = next
    onLead(next)
  }

  if (!locks || !openChannel) {
    // After the caller has its Tabs
    queueMicrotask(() => !destroyed && setLead(true))
    return { isLeader: () => leads, post: () => {}, destroy: () => void (destroyed = true) }
  }

  const channel = openChannel(name)
  channel.onmessage = event => onMessage(event.data as Message)

  function stand() {
    void locks!
      .request(name, () => {
        if (destroyed) return undefined
        setLead(true)
        return new Promise<void>(resolve => (release = resolve))
      })
      .catch(() => setLead(true))
  }

  function stepBack() {
    release?.()
    release = undefined
    setLead(false)
  }

  // A page in the back/forward cache must not hold the lead, and a lock would keep it out of there
  const onHide = () => stepBack()
  const onShow = (event: PageTransitionEvent) => event.persisted && stand()
  globalThis.addEventListener?.('pagehide', onHide)
  globalThis.addEventListener?.('pageshow', onShow)
  stand()

  return {
    isLeader: () => leads,
    post: message => destroyed || channel.postMessage(message),
    destroy() {
      destroyed = true
      globalThis.removeEventListener?.('pagehide', onHide)
      globalThis.removeEventListener?.('pageshow', onShow)
      stepBack()
      channel.close()
    }
  }
}
