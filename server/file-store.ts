import { createReadStream } from 'node:fs'
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** Uploaded bytes by id. `save` resolves when they are on the disk. */
export type FileStore = {
  save(id: string, bytes: Uint8Array): Promise<void>
  read(id: string): Promise<{ size: number; stream: Readable } | undefined>
  /** The same bytes under another id, which live on without the first. Nothing where there are none. */
  copy(id: string, to: string): Promise<void>
  remove(id: string): Promise<void>
}

export function createFileStore(folder: string): FileStore {
  // Ids are ours (ids.ts); anything else could leave the folder
  const pathOf = (id: string) => {
    if (!/^[0-9a-v]{24}$/.test(id)) throw new Error(`not a file id: ${JSON.stringify(id)}`)
    return join(folder, id.slice(-2), id)
  }
  return {
    async save(id, bytes) {
      const path = pathOf(id)
      await mkdir(join(path, '..'), { recursive: true })
      try {
        await writeSynced(`${path}.part`, bytes)
        await rename(`${path}.part`, path)
        await syncFolder(join(path, '..'))
      } catch (error) {
        // On a full disk what is left of it would be in the way of what comes next
        await rm(`${path}.part`, { force: true })
        throw error
      }
    },
    async read(id) {
      const found = await stat(pathOf(id)).catch(() => undefined)
      return found && { size: found.size, stream: createReadStream(pathOf(id)) }
    },
    async copy(id, to) {
      await mkdir(join(pathOf(to), '..'), { recursive: true })
      await link(pathOf(id), pathOf(to)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        // Not every file system knows two names of one file
        return copyFile(pathOf(id), pathOf(to))
      })
      await syncFolder(join(pathOf(to), '..'))
    },
    async remove(id) {
      await rm(pathOf(id), { force: true })
    }
  }
}

async function writeSynced(path: string, bytes: Uint8Array) {
  const handle = await open(path, 'w', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The name is on the disk only when its folder is. */
async function syncFolder(path: string) {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
