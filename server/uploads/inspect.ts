import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import { ChatError } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import { cleanFileName } from './file-name.ts'

export type Inspected = {
  content: Buffer
  name: string
  type: string
  width: number | null
  height: number | null
}

// By content, never by name. Value: extensions under which it may be downloaded, the first is the default.
const ACCEPTED: Record<string, string[]> = {
  'application/pdf': ['pdf'],
  'application/zip': ['zip'],
  'application/x-7z-compressed': ['7z'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/x-cfb': ['doc', 'xls', 'ppt'],
  'audio/amr': ['amr'],
  'audio/mpeg': ['mp3'],
  'audio/mp4': ['m4a'],
  'audio/x-m4a': ['m4a'],
  'audio/wav': ['wav'],
  'audio/ogg': ['ogg'],
  'video/mp4': ['mp4'],
  'video/webm': ['webm'],
  'video/quicktime': ['mov'],
  'text/plain': ['txt', 'csv', 'log', 'md']
}

const PICTURES: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif'
}

/** What the bytes are; pictures come back re-encoded, upright and without their metadata. */
export async function inspectUpload(bytes: Buffer, givenName: string): Promise<Inspected> {
  const name = cleanFileName(givenName)
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? (isPlainText(bytes) ? 'text/plain' : undefined)
  if (type && PICTURES[type]) return await picture(bytes, name, type)
  const extensions = type && ACCEPTED[type]
  if (!type || !extensions) throw refused(givenName)
  return {
    content: bytes,
    name: withExtension(name, extensions, type === 'text/plain'),
    type,
    width: null,
    height: null
  }
}

async function picture(bytes: Buffer, name: string, type: string): Promise<Inspected> {
  try {
    const image = sharp(bytes, {
      limitInputPixels: LIMITS.imagePixels,
      animated: type === 'image/gif',
      failOn: 'error'
    }).autoOrient()
    const { data, info } = await image.toBuffer({ resolveWithObject: true })
    const height = info.pageHeight ?? info.height
    return {
      content: data,
      name: withExtension(name, [PICTURES[type]!, ...(type === 'image/jpeg' ? ['jpeg'] : [])], false),
      type,
      width: info.width,
      height
    }
  } catch (cause) {
    throw new ChatError('wrong-type', 'the picture is damaged or too large to decode', { cause })
  }
}

/** Text is the only kind without a signature: it may not pass under a name that a browser or shell would run. */
function withExtension(name: string, extensions: string[], mustFit: boolean): string {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  if (extensions.includes(extension)) return name
  if (mustFit && extension) throw refused(name)
  return `${name.slice(0, LIMITS.fileNameLength - 6)}.${extensions[0]}`
}

function isPlainText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

const refused = (name: string) =>
  new ChatError(
    'wrong-type',
    `${JSON.stringify(name.slice(0, 60))}: pictures, PDF, office files, archives, sound, video and plain text are accepted`
  )
