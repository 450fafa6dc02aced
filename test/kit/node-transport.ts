import WebSocket from 'ws'
import type { Transport } from '#client/transport'

/** The WebSocket transport for Node.js: sends a cookie along, and shows each frame that comes. */
export function nodeTransport(
  url: string,
  options: { cookie?: string; onText?(text: string): void } = {}
): Transport {
  return on => {
    let over = false
    const socket = new WebSocket(url, { headers: options.cookie ? { cookie: options.cookie } : {} })
    const closed = (code: number, reason: string) => {
      if (over) return
      over = true
      on.closed(code, reason)
    }
    socket.on('open', () => on.open())
    socket.on('message', data => {
      if (over) return
      const text = String(data)
      options.onText?.(text)
      on.message(text)
    })
    socket.on('close', (code, reason) => closed(code, String(reason)))
    socket.on('error', () => closed(0, ''))
    return {
      send: text => socket.readyState === WebSocket.OPEN && socket.send(text),
      close() {
        closed(0, '')
        socket.terminate()
      }
    }
  }
}
