import { signal } from '@preact/signals'

// A browser offers to install the page when it likes, perhaps before anything else of ours is there.

type Offer = Event & { prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }> }

/** What the browser would ask if it were let; good for once. */
export const offer = signal<Offer | undefined>(undefined)

/** The hint is ours, and does not lie over the page. */
export function keepOffer() {
  addEventListener('beforeinstallprompt', event => {
    event.preventDefault()
    offer.value = event as Offer
  })
  addEventListener('appinstalled', () => (offer.value = undefined))
}
