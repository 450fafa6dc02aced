import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'
export type Asset = { type: string; etag: string; bytes: Record<Encoding, Uint8Array<ArrayBuffer>> }

/** What the build made, held in memory: a few hundred kilobytes, compressed once. */
export type Assets = {
  find(path: string): Asset | undefined
  /** Text of a page or script that is completed for each request. */
  text(path: string): string
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json'
}

export function loadAssets(folder: string): Assets {
  const assets = new Map<string, Asset>()
  const texts = new Map<string, string>()
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const path = join(file.parentPath, file.name)
    const name = relative(folder, path).split(sep).join('/')
    const bytes = readFileSync(path)
    if (/\.(html|js|css)$/.test(name)) texts.set(name, bytes.toString('utf8'))
    assets.set(name, compress(TYPES[extname(name)] ?? 'application/octet-stream', bytes))
  }
  return {
    find: path => assets.get(path),
    text(path) {
      const text = texts.get(path)
      if (text === undefined) throw new Error(`The build has no ${path}: run npm run build`)
      return text
    }
  }
}

/** Both compressions of a text that is served often. */
export function compress(type: string, content: Uint8Array | string): Asset {
  const identity = new Uint8Array(typeof content === 'string' ? Buffer.from(content) : content)
  const br = brotliCompressSync(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
  return {
    type,
    etag: `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
    bytes: { identity, gzip: new Uint8Array(gzipSync(identity, { level: 9 })), br: new Uint8Array(br) }
  }
}

export function chooseEncoding(accepted: string | undefined): Encoding {
  const list = (accepted ?? '').split(',').map(part => part.trim().split(';')[0])
  return list.includes('br') ? 'br' : list.includes('gzip') ? 'gzip' : 'identity'
}
