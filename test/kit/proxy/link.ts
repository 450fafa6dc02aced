/** What wants to send over a link. Bytes leave it in segments, in turn with the other senders. */
export type Sender = {
  readonly hasMore: boolean
  /** The next bytes, at most `max`. */
  take(max: number): Buffer
  /** The last of these bytes has left at `leftAt`. */
  left(bytes: Buffer, leftAt: number): void
}

/** One direction of a phone's link: serial, shared by every connection that goes over it. */
export type Link = {
  /** Call when a sender has something to send; harmless when it already waits. */
  request(sender: Sender): void
  close(): void
}

const SEGMENT = 1460

export function createLink(bytesPerSecond: () => number): Link {
  const waiting: Sender[] = []
  let freeAt = 0
  let timer: NodeJS.Timeout | undefined

  function sendOne(sender: Sender) {
    const speed = bytesPerSecond()
    const bytes = sender.take(speed === Infinity ? Infinity : SEGMENT)
    freeAt += (bytes.length / speed) * 1000
    sender.left(bytes, freeAt)
    if (sender.hasMore) waiting.push(sender)
  }

  function pump() {
    clearTimeout(timer)
    while (waiting.length > 0 && freeAt <= performance.now()) {
      const sender = waiting.shift()!
      if (sender.hasMore) sendOne(sender)
    }
    if (waiting.length > 0) timer = setTimeout(pump, freeAt - performance.now())
  }

  return {
    request(sender) {
      // a late timer must not cost bandwidth, so only an idle link starts from now
      if (waiting.length === 0) freeAt = Math.max(freeAt, performance.now())
      if (!waiting.includes(sender)) waiting.push(sender)
      pump()
    },
    close() {
      clearTimeout(timer)
      waiting.length = 0
    }
  }
}
