import * as v from 'valibot'
import { ask } from '../api.ts'
import { ownLanguage } from '../i18n/t.ts'

export type Outcome = 'done' | 'denied' | 'failed'

/** This browser's subscription at its push service, told to the server. Asks for the permission: the first time only from a click. */
export async function subscribe(registration: ServiceWorkerRegistration): Promise<Outcome> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  const known = await ask('/api/agent/push', v.object({ key: v.string() }))
  if (!known.ok) return 'failed'
  const key = fromBase64(known.value.key)
  try {
    const subscription = await currentFor(registration, key)
    const { endpoint, keys } = subscription.toJSON()
    const told = await ask('/api/agent/push', v.unknown(), { endpoint, keys, language: ownLanguage() })
    return told.ok ? 'done' : 'failed'
  } catch {
    // The push service cannot be reached: nothing that we could mend
    return 'failed'
  }
}

/** The one that there is, unless it was made for another key of ours. */
async function currentFor(registration: ServiceWorkerRegistration, key: Uint8Array<ArrayBuffer>) {
  const known = await registration.pushManager.getSubscription()
  const madeFor = known?.options.applicationServerKey
  if (known && madeFor && isSame(new Uint8Array(madeFor), key)) return known
  await known?.unsubscribe()
  return await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
}

export async function unsubscribe(registration: ServiceWorkerRegistration): Promise<void> {
  await ask('/api/agent/push/remove', v.unknown(), {})
  const known = await registration.pushManager.getSubscription()
  await known?.unsubscribe().catch(() => false)
}

const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((one, i) => one === b[i])

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, one => one.charCodeAt(0))
}
