import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, crc32, deflateRaw } from 'node:zlib'
import type { Asset } from '#server/assets'

// A built page carries its script and styles in itself and is different for each company only in a few words near its end.
// What comes before them is compressed once; they follow uncompressed, as both formats allow.

/** Stands in the built pages where the facts about the company come. */
const PLACE = '__OPENZC_PAGE__'
/** Stands behind them where a page leads on to another one, with what the visitor's link says. */
const WAY = '<!--openzc:way-->'
/** Of one piece that is not compressed, in both formats. */
const MOST_BYTES = 65_535

export type PageFile = {
  /** Sources for the policy: the page's own script and styles, by their hashes. */
  scripts: string[]
  styles: string[]
  complete(facts: unknown, way?: string): Asset
}

/** Compressed beside the loop that answers everybody. */
const deflate = promisify(deflateRaw)
const brotli = promisify(brotliCompress)

export async function createPageFile(html: string): Promise<PageFile> {
  const [start = '', end = ''] = html.split(PLACE)
  const head = Buffer.from(start)
  const [gzipped, brotlied] = await Promise.all([
    deflate(head, { level: 9, finishFlush: constants.Z_SYNC_FLUSH }),
    brotli(head, {
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
      params: { [constants.BROTLI_PARAM_QUALITY]: 9 }
    })
  ])
  const headHash = createHash('sha256').update(head).digest()
  const headSum = crc32(head)

  function toGzip(tail: Buffer) {
    const sums = Buffer.alloc(8)
    sums.writeUInt32LE(crc32(tail, headSum), 0)
    sums.writeUInt32LE(head.length + tail.length, 4)
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
    const pieces = cut(tail).flatMap((piece, i, all) => {
      const prefix = Buffer.from([i === all.length - 1 ? 1 : 0, 0, 0, 0, 0])
      prefix.writeUInt16LE(piece.length, 1)
      prefix.writeUInt16LE(piece.length ^ 0xffff, 3)
      return [prefix, piece]
    })
    return Buffer.concat([header, gzipped, ...pieces, sums])
  }

  function toBrotli(tail: Buffer) {
    const pieces = cut(tail).flatMap(piece => {
      // Bit by bit: not the last, a length of 16 bits, not compressed
      const prefix = Buffer.alloc(3)
      prefix.writeUIntLE(((piece.length - 1) << 3) | (1 << 19), 0, 3)
      return [prefix, piece]
    })
    return Buffer.concat([brotlied, ...pieces, Buffer.from([3])])
  }

  return {
    scripts: hashesOf(html, /<script type="module">([^]*?)<\/script>/g),
    styles: hashesOf(html, /<style>([^]*?)<\/style>/g),
    complete(facts, way = '') {
      const tail = Buffer.from(JSON.stringify(facts).replaceAll('<', '\\u003c') + end.replace(WAY, () => way))
      return {
        type: 'text/html; charset=utf-8',
        etag: `"${createHash('sha256').update(headHash).update(tail).digest('base64url').slice(0, 22)}"`,
        bytes: {
          identity: new Uint8Array(Buffer.concat([head, tail])),
          gzip: new Uint8Array(toGzip(tail)),
          br: new Uint8Array(toBrotli(tail))
        }
      }
    }
  }
}

function cut(bytes: Buffer): Buffer[] {
  const pieces = []
  for (let at = 0; at < bytes.length; at += MOST_BYTES) pieces.push(bytes.subarray(at, at + MOST_BYTES))
  return pieces
}

function hashesOf(html: string, element: RegExp): string[] {
  return [...html.matchAll(element)].map(
    ([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`
  )
}
