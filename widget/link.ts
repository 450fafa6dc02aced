import { isGreeting, isToWidget, type HostConfig, type ToHost } from '#protocol/host'

export type HostLink = {
  /** False when the page stands alone: nobody to talk to. */
  isFramed: boolean
  /** Kept until the host is there. */
  send(frame: ToHost): void
}

export type HostLinkOptions = {
  /** Host names, `*.example.com` for all below it; empty = every site. */
  allowedHosts: string[]
  onConfig(config: HostConfig, page: { url: string; title: string; referrer: string }): void
  onShown(shown: boolean): void
}

/** LK2, LK3: the iframe's side. A reload of the page around brings a new greeting, which replaces the port. */
export function connectHost({ allowedHosts, onConfig, onShown }: HostLinkOptions): HostLink {
  const isFramed = window.parent !== window
  let port: MessagePort | undefined
  let waiting: ToHost[] = []

  function onGreeting(event: MessageEvent) {
    if (event.source !== window.parent || !isAllowed(event.origin, allowedHosts)) return
    const [given] = event.ports
    if (!given || !isGreeting(event.data)) return
    port?.close()
    port = given
    port.onmessage = onFrame
    port.postMessage({ type: 'ready', nonce: event.data.nonce } satisfies ToHost)
    for (const frame of waiting) port.postMessage(frame)
    waiting = []
  }

  function onFrame({ data }: MessageEvent) {
    if (!isToWidget(data)) return
    if (data.type === 'config') onConfig(data.config, data.page)
    else onShown(data.shown)
  }

  if (isFramed) window.addEventListener('message', onGreeting)
  return {
    isFramed,
    send(frame) {
      if (port) port.postMessage(frame)
      else if (isFramed) waiting = [...waiting.filter(one => one.type !== frame.type), frame]
    }
  }
}

export function isAllowed(origin: string, allowedHosts: string[]): boolean {
  if (allowedHosts.length === 0) return true
  try {
    const { hostname } = new URL(origin)
    return allowedHosts.some(allowed =>
      allowed.startsWith('*.') ? hostname.endsWith(allowed.slice(1)) : hostname === allowed
    )
  } catch {
    return false
  }
}
