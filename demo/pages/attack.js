/*
 * What a test can read afterwards:
 *   seen         everything that reached this window or was posted on it; `forged` marks our own forgeries
 *   throws       how often the page's listener of old failed on a message that we did not forge
 *   lastAction   what that listener understood last
 *   parseThrows  what JSON.parse refused, called by anybody but us
 *   listeners    the event types that anybody listened for on this window
 *   stolen       what came back on a port that we smuggled in: anything here is a hole
 *   attack()     forges one more round
 */
window.seen = []
window.throws = 0
window.parseThrows = []
window.listeners = []
window.stolen = []

{
  const chat = '{{chat}}'
  const native = {
    parse: JSON.parse,
    stringify: JSON.stringify,
    postMessage: window.postMessage,
    addEventListener: window.addEventListener
  }

  const deep = {}
  let level = deep
  for (let i = 0; i < 500; i++) level = level.in = {}

  const shapes = [
    '',
    'hello',
    '{',
    'null',
    '[]',
    'x'.repeat(1_000_000),
    '{"__proto__":{"polluted":true}}',
    '{"name":"zc_post_message","data":{"action":"chat_collapse_window","forged":true}}',
    '{"name":"zc_post_message","data":null}',
    0,
    -1,
    Number.NaN,
    true,
    null,
    undefined,
    [],
    Array.from({ length: 10_000 }, () => 0),
    {},
    deep,
    new Date(0),
    new Map([['type', 'hello']]),
    new ArrayBuffer(8),
    native.parse('{"__proto__":{"polluted":true},"type":"hello"}'),
    native.parse('{"constructor":{"prototype":{"polluted":true}}}'),
    { type: 'hello' },
    { type: 'hello', version: 1, nonce: '' },
    { type: 'hello', version: -1, nonce: 'x'.repeat(100_000) },
    { type: 'handshake', v: 1, nonce: '0'.repeat(32), sysnum: '{{sysnum}}' },
    { type: 'connect', version: 1, nonce: '0', origin: chat },
    { openzc: 1, nonce: '0', origin: chat },
    { openzc: 'hello', version: 1, nonce: '0' },
    { ozc: 1, type: 'ready', nonce: '0' },
    { source: 'openzc', type: 'init', payload: {} },
    { type: 'config', config: { partnerid: 'somebody-else', is_vip: 1 } },
    { type: 'identify', partnerid: 'somebody-else', sign: '0'.repeat(32) },
    { type: 'send', content: { type: 'text', text: 'forged' } },
    { type: 'expand' },
    { type: 'collapse' },
    { type: 'unread', count: 1e9 },
    { type: 'error', code: 'forged' },
    { type: { toString: 'not a function' } },
    { jsonrpc: '2.0', method: 'expand', id: 1 },
    { name: 'zc_post_message', data: { action: 'chat_collapse_window' } }
  ]

  const keyOf = data => {
    try {
      return `${typeof data} ${native.stringify(data)}`
    } catch {
      return String(data)
    }
  }
  const forged = new Set(shapes.map(keyOf))
  const isForged = event => (event.source === window || !event.isTrusted) && forged.has(keyOf(event.data))

  // Our own window's postMessage is wrapped below; another origin's cannot be borrowed with call().
  const post = (target, data, ports) => {
    if (target === window) native.postMessage.call(window, data, '*', ports)
    else target.postMessage(data, '*', ports)
  }

  const postWithPort = (target, data) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = event => window.stolen.push(event.data)
    post(target, data, [port2])
    port1.postMessage(data)
  }

  const dispatch = (data, source) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = event => window.stolen.push(event.data)
    window.dispatchEvent(new MessageEvent('message', { data, origin: chat, source, ports: [port2] }))
  }

  window.attack = () => {
    // window.frames rather than the elements: it also has the frames in shadow roots.
    const frames = Array.from({ length: window.frames.length }, (_, i) => window.frames[i])
    for (const data of shapes) {
      for (const target of [window, ...frames]) {
        post(target, data, [])
        postWithPort(target, data)
      }
      // Looks as if it came from the chat; only isTrusted tells.
      dispatch(data, frames[0] ?? null)
    }
  }

  native.addEventListener.call(window, 'message', event => {
    const forged = isForged(event)
    window.seen.push({
      via: 'event',
      from: event.source === window ? 'self' : 'other',
      origin: event.origin,
      trusted: event.isTrusted,
      forged,
      // Ours are known, and some of them are large.
      data: forged ? undefined : event.data
    })
  })

  window.postMessage = function (data, ...rest) {
    window.seen.push({ via: 'postMessage', from: 'self', forged: false, data })
    return native.postMessage.call(window, data, ...rest)
  }

  window.addEventListener = function (type, ...rest) {
    window.listeners.push(type)
    return native.addEventListener.call(this ?? window, type, ...rest)
  }

  JSON.parse = function (text, reviver) {
    try {
      return native.parse(text, reviver)
    } catch (error) {
      window.parseThrows.push({ text: String(text).slice(0, 100), stack: error.stack })
      throw error
    }
  }

  // The listener that the old documentation shows, which takes every message for JSON with a name.
  window.onmessage = function (e) {
    if (!e || !e.data || isForged(e)) return
    try {
      const { name, data } = native.parse(e.data)
      if (name === 'zc_post_message') window.lastAction = data.action
    } catch {
      window.throws++
    }
  }

  // Some rounds while everything loads; later ones are the test's to start.
  let rounds = 0
  const timer = setInterval(() => {
    window.attack()
    if (++rounds === 10) clearInterval(timer)
  }, 300)
}
