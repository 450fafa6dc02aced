import { ChatError } from '#protocol/errors'
import { createId } from '#protocol/ids'
import type { Services } from '#server/services'
import { saveFile, type StoredFile } from '#server/store/files'
import { inspectUpload } from './inspect.ts'

type Given = { bytes: Buffer; name: string }
type Owner = Pick<StoredFile, 'companyId' | 'uid' | 'uploadedBy'>

/** Keeps what may be kept: a file that its owner can then send in that timeline. */
export async function saveUpload(services: Services, given: Given, owner: Owner): Promise<StoredFile> {
  if (given.bytes.length === 0) throw new ChatError('bad-request', 'the file is empty')
  const { content, ...kind } = await inspectUpload(given.bytes, given.name)
  const id = createId(services.clock.now())
  await services.files.save(id, content)
  const file = { id, ...owner, size: content.length, ...kind }
  try {
    await saveFile(services.database, file, services.clock.now())
  } catch (error) {
    await services.files.remove(id)
    throw error
  }
  return file
}
