/**
 * Carries what happened in one server process to the others. Best effort, any order: whoever misses something
 * finds it in the database, for nothing that was acked lives only here.
 */
export type Bus = {
  /** Tells the other processes; never the own one, which delivers by itself. */
  publish(topic: string, text: string): void
  /** Returns the unsubscribe. */
  subscribe(topic: string, listener: (text: string) => void): () => void
  close(): Promise<void>
}
