import { stream } from 'hono/streaming'
import { ChatError } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import type { Services } from '#server/services'
import { createFarLines } from '#server/socket/far-lines'
import { createLines, type Lines } from '#server/socket/lines'
import { findAgent, requireSameOrigin, type Http } from './who.ts'

// The same frames as on the socket, one JSON object a line.
// POST /api/live/stream   first frames up, then a stream of frames down; the header names the line
// POST /api/live/send     further frames up
// POST /api/live/poll     frames up, whatever has come since the last poll down

const LINE = 'x-openzc-line'
const BEAT_MS = 15_000
/** A proxy that gathers lets the first bytes pass with the headers: what comes after them tells whoever checks (openzc doctor). */
const SECOND_MS = 1_000
const POLL_MS = 25_000
const MOST_FRAMES = 200

export function createLive(services: Services) {
  const lines = createFarLines(services, createLines(services))

  async function readFrames(c: Http): Promise<string[]> {
    const text = await c.req.text()
    if (text.length > LIMITS.frameBytes * 4) throw new ChatError('too-large')
    const frames = text.split('\n').filter(line => line !== '')
    if (frames.length > MOST_FRAMES)
      throw new ChatError('too-large', `at most ${MOST_FRAMES} frames in one request`)
    return frames
  }

  /** The line that the request names, else a new one. */
  async function lineOf(c: Http): Promise<string> {
    requireSameOrigin(c, services)
    const frames = await readFrames(c)
    // Visitors and agents come from different pages; only the workbench sends its cookie along on purpose
    const asAgent = c.req.query('as') === 'agent'
    const agent = asAgent ? await findAgent(c, services) : undefined
    if (asAgent && !agent) throw new ChatError('unauthorized')
    const id = c.req.header(LINE) ?? lines.open(agent)
    if (!(await lines.receive(id, frames))) throw new ChatError('not-found', 'this line has ended')
    return id
  }

  return {
    lines,
    stream: async (c: Http) => {
      const id = await lineOf(c)
      c.header(LINE, id)
      c.header('content-type', 'text/event-stream')
      c.header('cache-control', 'no-store')
      c.header('x-accel-buffering', 'no')
      return stream(c, async down => {
        // The headers, with the line's id, leave with the first bytes
        await down.write(':\n\n')
        down.onAbort(() => lines.end(id))
        await pour(lines, id, text => down.write(text))
      })
    },
    send: async (c: Http) => {
      await lineOf(c)
      return c.json({ ok: true })
    },
    poll: async (c: Http) => {
      const isNew = c.req.header(LINE) === undefined
      const id = await lineOf(c)
      // The first answer only brings the id, without which the peer cannot say hello
      const { frames, open } = await lines.take(id, isNew ? 0 : POLL_MS)
      c.header(LINE, id)
      c.header('cache-control', 'no-store')
      return c.text(frames.join('\n'), open || frames.length > 0 ? 200 : 410)
    }
  }
}

async function pour(lines: Lines, id: string, write: (text: string) => Promise<unknown>) {
  for (let waitMs = SECOND_MS; ; waitMs = BEAT_MS) {
    const { frames, open } = await lines.take(id, waitMs)
    // A comment keeps proxies from closing what looks idle
    await write(frames.length === 0 ? ':\n\n' : frames.map(frame => `data: ${frame}\n\n`).join(''))
    if (!open) return
  }
}
