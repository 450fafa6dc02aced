import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../fixtures/frames/v1/', import.meta.url))

/** Frames as peers of version 1 send them. */
export const golden = (side: 'client' | 'server') =>
  readdirSync(join(folder, side)).map(name => ({
    name: name.replace('.json', ''),
    text: readFileSync(join(folder, side, name), 'utf8').trim()
  }))
