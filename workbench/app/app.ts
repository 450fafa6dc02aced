import { signal, type ReadonlySignal } from '@preact/signals'
import type { KeyValue } from '#client/index'
import { InstallHint } from './InstallHint.tsx'
import { PushSwitch } from './PushSwitch.tsx'
import { subscribe, unsubscribe, type Outcome } from './subscribe.ts'

// The workbench as an app of the phone: the worker that takes push messages. It comes when the desk has nothing else to do.

export type Push = {
  /** This browser is told when no workbench is looked at. */
  isOn: ReadonlySignal<boolean>
  toggle(): Promise<Outcome>
}

export type App = {
  /** Undefined where the browser has no push messages, or runs no workers here (plain http, private windows). */
  push: Push | undefined
  PushSwitch: typeof PushSwitch
  InstallHint: typeof InstallHint
  destroy(): void
}

export type AppOptions = {
  agentId: string
  storage: KeyValue
  /** A notification was chosen. */
  open(cid: string): void
}

const PUSH = 'ozc:agent:push'
const SCRIPT = '/workbench/worker.js'

export async function startApp(options: AppOptions): Promise<App> {
  const { serviceWorker } = navigator
  const listen = ({ data }: MessageEvent) => {
    const { type, cid } = (data ?? {}) as { type?: unknown; cid?: unknown }
    if (type === 'open' && typeof cid === 'string') options.open(cid)
  }
  serviceWorker?.addEventListener('message', listen)
  serviceWorker?.startMessages()
  return {
    push: await startPush(options),
    PushSwitch,
    InstallHint,
    destroy: () => serviceWorker?.removeEventListener('message', listen)
  }
}

async function startPush({ agentId, storage }: AppOptions): Promise<Push | undefined> {
  const { serviceWorker } = navigator
  if (!serviceWorker || !isSecureContext) return undefined
  const registration = await serviceWorker
    .register(trusted(SCRIPT), { scope: '/workbench', updateViaCache: 'none' })
    .catch(() => undefined)
  if (!registration || !('PushManager' in window) || typeof Notification === 'undefined') return undefined
  // A wish is of one agent: who else signs in with this browser has said nothing
  const isOn = signal(storage.get(PUSH) === agentId && Notification.permission === 'granted')
  // The session is another than last time, perhaps, or the browser's address
  if (isOn.value) void serviceWorker.ready.then(subscribe)

  return {
    isOn,
    async toggle() {
      const ready = await serviceWorker.ready
      if (isOn.value) {
        isOn.value = false
        storage.remove(PUSH)
        await unsubscribe(ready)
        return 'done'
      }
      const outcome = await subscribe(ready)
      if (outcome !== 'done') return outcome
      isOn.value = true
      storage.set(PUSH, agentId)
      return 'done'
    }
  }
}

type Policies = { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } }

/** The page's policy wants to know who vouches for an address of a script: this one is a constant. */
function trusted(url: typeof SCRIPT): string {
  const { trustedTypes } = window as { trustedTypes?: Policies }
  return trustedTypes
    ? trustedTypes.createPolicy('openzc-worker', { createScriptURL: () => SCRIPT }).createScriptURL(url)
    : url
}
