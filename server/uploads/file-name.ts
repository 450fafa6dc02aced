import { LIMITS } from '#protocol/limits'

// Path separators, control and format characters (zero width, direction marks), and what Windows forbids
const UNWANTED = /[/\\\p{Cc}\p{Cf}<>:"|?*]/gu

/** A name that is safe in a header, on a disk and in a list: one line, no path, no hidden characters. */
export function cleanFileName(given: string): string {
  const clean = given
    .normalize('NFC')
    .replace(UNWANTED, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  if (clean === '') return 'file'
  if (clean.length <= LIMITS.fileNameLength) return clean
  const extension = /\.[^.]{1,8}$/.exec(clean)?.[0] ?? ''
  return clean.slice(0, LIMITS.fileNameLength - extension.length) + extension
}
