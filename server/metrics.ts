import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What /metrics shows; names begin with openzc_. */
export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics(sessions: () => number, isBusUp: () => boolean) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const gauge = new Gauge({
    name: 'openzc_sessions',
    help: 'Connected visitors and agents',
    registers,
    collect() {
      this.set(sessions())
    }
  })
  const bus = new Gauge({
    name: 'openzc_bus_up',
    help: '1 while the processes hear each other',
    registers,
    collect() {
      this.set(isBusUp() ? 1 : 0)
    }
  })
  return {
    registry,
    sessions: gauge,
    bus,
    framesIn: new Counter({ name: 'openzc_frames_received_total', help: 'Frames received', registers }),
    stored: new Counter({ name: 'openzc_entries_stored_total', help: 'Timeline entries stored', registers }),
    commitFailures: new Counter({
      name: 'openzc_commit_failures_total',
      help: 'Transactions that failed',
      registers
    }),
    ackMs: new Histogram({
      name: 'openzc_ack_milliseconds',
      help: 'From a send to its ack, synced to the disk',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 1_000],
      registers
    })
  }
}
