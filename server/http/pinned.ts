import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ChatError } from '#protocol/errors'
import { compress, type Asset, type Assets } from '#server/assets'
import { pinnedPath } from '#server/data-dir'
import type { Services } from '#server/services'
import { serve } from './serve.ts'
import type { Http } from './who.ts'

// entrance.<version>.js, for pages that pin what they run: it never changes, so it holds no settings and is the same for every
// company. A copy of each version that was asked for stays in the data folder: pages find theirs after an upgrade, too.

const NAME = /^entrance\.(\d[\w.-]{0,60})\.js$/

export function createPinned(assets: Assets, folder: string) {
  const { version: release } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  ) as { version: string }
  const text = assets.text('loader/pinned.js')
  const version = `${release}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`
  const known = new Map<string, Asset>()

  function find(wanted: string, { report }: Services): Asset | undefined {
    const asset = known.get(wanted)
    if (asset) return asset
    const found = wanted === version ? text : read(wanted)
    if (found === undefined) return undefined
    if (wanted === version) keep(report)
    const made = compress('text/javascript; charset=utf-8', found)
    known.set(wanted, made)
    return made
  }

  function read(wanted: string): string | undefined {
    try {
      return readFileSync(join(pinnedPath(folder), fileOf(wanted)), 'utf8')
    } catch {
      return undefined
    }
  }

  /** Without room for it the page gets its script all the same. */
  function keep(report: Services['report']) {
    const path = join(pinnedPath(folder), fileOf(version))
    try {
      mkdirSync(pinnedPath(folder), { recursive: true, mode: 0o700 })
      writeFileSync(`${path}.part`, text)
      renameSync(`${path}.part`, path)
    } catch (error) {
      report('request-failed', { path: fileOf(version), error: String(error) })
    }
  }

  return {
    script(c: Http, services: Services) {
      share(c)
      const [, wanted] = NAME.exec(c.req.param('file') ?? '') ?? []
      const asset = wanted === undefined ? undefined : find(wanted, services)
      if (!asset) throw new ChatError('not-found')
      return serve(c, asset, 'public, max-age=31536000, immutable')
    },
    /** What a page writes to pin the present version. */
    about(c: Http) {
      share(c)
      c.header('cache-control', 'no-cache')
      const integrity = `sha384-${createHash('sha384').update(text).digest('base64')}`
      return c.json({ version, path: `/chat/frame/v2/${fileOf(version)}`, integrity })
    }
  }
}

const fileOf = (version: string) => `entrance.${version}.js`

function share(c: Http) {
  c.header('access-control-allow-origin', '*')
  c.header('cross-origin-resource-policy', 'cross-origin')
}
