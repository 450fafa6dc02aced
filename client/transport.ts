/** Carries frames as text; one of each kind below. */
export type Transport = (on: {
  open(): void
  message(text: string): void
  /** Once, also when it never opened. `code` is the socket's close code; 0 when there was none. */
  closed(code: number, reason: string): void
}) => { send(text: string): void; close(): void }

export function webSocketTransport(url: string): Transport {
  return on => {
    let over = false
    const socket = new WebSocket(url)
    const closed = (code: number, reason: string) => {
      if (over) return
      over = true
      on.closed(code, reason)
    }
    socket.onopen = () => on.open()
    socket.onmessage = event => {
      if (!over && typeof event.data === 'string') on.message(event.data)
    }
    socket.onclose = event => closed(event.code, event.reason)
    return {
      send: text => socket.send(text),
      close() {
        closed(0, 'closed here')
        socket.close()
      }
    }
  }
}

const LINE = 'x-openzc-line'

type Fetch = typeof fetch

/** Frames down in one long answer, frames up in a request of their own each. */
export function streamTransport(base: string, query = '', fetcher: Fetch = fetch): Transport {
  return on =>
    openLine(on, { base, query, fetcher }, async line => {
      const response = await line.post('stream', '')
      line.opened(response)
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
      let rest = ''
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const events = (rest + part.value).split('\n\n')
        rest = events.pop()!
        for (const event of events) if (event.startsWith('data: ')) on.message(event.slice(6))
      }
    })
}

/** One request after the other; the last resort, works through everything that passes HTTP. */
export function pollTransport(base: string, query = '', fetcher: Fetch = fetch): Transport {
  return on =>
    openLine(on, { base, query, fetcher }, async line => {
      let opened = false
      for (;;) {
        const response = await line.post('poll', '')
        if (!opened) line.opened(response)
        opened = true
        const text = await response.text()
        for (const frame of text.split('\n')) if (frame !== '') on.message(frame)
      }
    })
}

type Line = { post(path: string, body: string): Promise<Response>; opened(response: Response): void }

/** What both have in common: a line's id, requests that carry frames up in order, and one end. */
function openLine(
  on: Parameters<Transport>[0],
  { base, query, fetcher }: { base: string; query: string; fetcher: Fetch },
  read: (line: Line) => Promise<void>
) {
  const abort = new AbortController()
  let id: string | undefined
  let over = false
  let waiting: string[] = []
  let sending = false

  function end(code = 0, reason = '') {
    if (over) return
    over = true
    abort.abort()
    on.closed(code, reason)
  }

  async function post(path: string, body: string): Promise<Response> {
    const response = await fetcher(`${base}/${path}${query}`, {
      method: 'POST',
      body,
      signal: abort.signal,
      headers: { 'content-type': 'text/plain', ...(id ? { [LINE]: id } : {}) }
    })
    if (!response.ok) throw new Error(`status ${response.status}`)
    return response
  }

  async function flush() {
    if (sending || !id) return
    sending = true
    try {
      // After the end `post` throws: its signal is aborted
      while (waiting.length > 0) await post('send', waiting.splice(0, 100).join('\n'))
    } catch {
      end()
    }
    sending = false
  }

  function opened(response: Response) {
    id = response.headers.get(LINE) ?? undefined
    on.open()
    void flush()
  }

  read({ post, opened }).then(
    () => end(),
    () => end()
  )
  return {
    send(text: string) {
      waiting.push(text)
      void flush()
    },
    close: () => end(0, 'closed here')
  }
}
