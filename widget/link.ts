import {
  isGreeting,
  isToWidget,
  type HostConfig,
  type ToHost,
  type ToWidget,
  type Wish
} from '#protocol/host'

export type HostLink = {
  /** False when the page stands alone: nobody to talk to. */
  isFramed: boolean
  /** What is said before the host has greeted is kept, the latest of each type. */
  send(frame: ToHost): void
}

export type HostLinkOptions = {
  /** Host names, `*.example.com` for all below it; empty = every site. */
  allowedHosts: string[]
  /** Comes after each greeting, and again whenever the page configures something else. */
  onConfig(config: HostConfig, page: { url: string; title: string; referrer: string }): void
  /** `focus`: the visitor asked for the window, so it may take the focus. */
  onShown(shown: boolean, focus: boolean): void
  /** What the page wants of the chat, by its name. */
  wishes: Record<Wish, () => unknown>
}

/** More than this is no configuration. */
const MOST_CHARACTERS = 65_536
/** What stays true until the next of its kind: a host that greets anew is told again. */
const LASTING = new Set<ToHost['type']>(['unread', 'conversation', 'offline', 'label'])

/**
 * LK2, LK3: the iframe's side. Call it while the page's scripts run for the first time: the greeting comes with the iframe's
 * `load` event. A later greeting replaces the port.
 */
export function connectHost({ allowedHosts, onConfig, onShown, wishes }: HostLinkOptions): HostLink {
  const isFramed = window.parent !== window
  const kept = new Map<ToHost['type'], ToHost>()
  let port: MessagePort | undefined

  function onGreeting({ source, origin, ports: [given], data }: MessageEvent) {
    if (source !== window.parent || !isAllowed(origin, allowedHosts)) return
    if (!given || !isGreeting(data)) return
    port?.close()
    port = given
    port.onmessage = onFrame
    port.postMessage({ type: 'ready', nonce: data.nonce } satisfies ToHost)
    for (const frame of kept.values()) port.postMessage(frame)
    for (const type of kept.keys()) if (!LASTING.has(type)) kept.delete(type)
  }

  function onFrame({ data }: MessageEvent) {
    if (!isToWidget(data) || isTooLong(data)) return
    if (data.type === 'config') onConfig(withoutTraps(data.config), data.page)
    else if (data.type === 'shown') onShown(data.shown, data.focus)
    else void wishes[data.type]()
  }

  if (isFramed) window.addEventListener('message', onGreeting)
  return {
    isFramed,
    send(frame) {
      if (!isFramed) return
      if (!port || LASTING.has(frame.type)) kept.set(frame.type, frame)
      port?.postMessage(frame)
    }
  }
}

export function isAllowed(origin: string, allowedHosts: string[]): boolean {
  if (allowedHosts.length === 0) return true
  const hostname = hostnameOf(origin)
  return allowedHosts.some(allowed => {
    const wanted = allowed.toLowerCase()
    return wanted.startsWith('*.') ? hostname.endsWith(wanted.slice(1)) : hostname === wanted
  })
}

function hostnameOf(origin: string): string {
  try {
    return new URL(origin).hostname
  } catch {
    // Files and sandboxes have the origin `null`.
    return ''
  }
}

function isTooLong(frame: ToWidget): boolean {
  try {
    return JSON.stringify(frame).length > MOST_CHARACTERS
  } catch {
    // Circular, so nothing that a loader of ours sends.
    return true
  }
}

function withoutTraps(config: HostConfig): HostConfig {
  const { __proto__: _own, constructor: _constructor, prototype: _prototype, ...rest } = config
  return rest
}
