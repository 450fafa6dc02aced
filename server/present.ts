import type { Content, Entry, FileRef } from '#protocol/entry'
import type { Tokens } from './tokens.ts'

/** An entry as it leaves the server: files get a URL that opens them. */
export function present(entry: Entry, tokens: Tokens, now: number): Entry {
  const { content } = entry
  return content.kind === 'image' || content.kind === 'file'
    ? { ...entry, content: withUrl(content, tokens, now) }
    : entry
}

function withUrl(content: Extract<Content, { file: FileRef }>, tokens: Tokens, now: number): Content {
  return { ...content, file: { ...content.file, url: fileUrl(content.file, tokens, now) } }
}

/** Ends in the file's name, so that whoever downloads it by its URL alone gets the right extension. */
export function fileUrl({ id, name }: { id: string; name: string }, tokens: Tokens, now: number): string {
  return `/files/${id}/${tokens.grantFile(id, now)}/${encodeURIComponent(name)}`
}
