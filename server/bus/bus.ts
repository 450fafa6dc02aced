/**
 * Carries what happened in one server process to the others. Best effort, any order: whoever misses something
 * finds it in the database, for nothing that was acked lives only here.
 */
export type Bus = {
  /** Tells the other processes; never the own one, which delivers by itself. Never throws, and keeps nothing that cannot leave now. */
  publish(topic: string, text: string): void
  /** Counts from the call on. Returns the unsubscribe. */
  subscribe(topic: string, listener: (text: string) => void): () => void
  /** The listener is called when others may have told something that did not arrive: time to look into the database. */
  onGap(listener: () => void): () => void
  /** False while nothing can arrive. */
  isUp(): boolean
  close(): Promise<void>
}
