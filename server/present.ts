import { isInternal, type Content, type Entry, type FileRef, type Role } from '#protocol/entry'
import type { Tokens } from './tokens.ts'

/** Who reads: what is between agents reaches no visitor, by whatever way. */
export type Reader = Extract<Role, 'visitor' | 'agent'>

/** An entry as it leaves the server: files get a URL that opens them, and visitors get what is theirs to read. */
export function present(entry: Entry, reader: Reader, tokens: Tokens, now: number): Entry {
  const shown = reader === 'visitor' ? forVisitor(entry) : entry
  const { content } = shown
  return content.kind === 'image' || content.kind === 'file'
    ? { ...shown, content: withUrl(content, tokens, now) }
    : shown
}

/** As each may read it; `only` where the two are told different things. */
export function readingsOf(entry: Entry, tokens: Tokens, now: number): { entry: Entry; only?: Reader }[] {
  const readers: Reader[] = ['agent', 'visitor']
  return forVisitor(entry) === entry
    ? [{ entry: present(entry, 'agent', tokens, now) }]
    : readers.map(only => ({ entry: present(entry, only, tokens, now), only }))
}

/** NT1 The place is taken, so that their timeline has no hole; who wrote what is not said. */
function forVisitor(entry: Entry): Entry {
  const { seq, id, at, cid, content } = entry
  if (content.kind === 'released' && content.group) return { ...entry, content: { kind: 'released' } }
  if (!isInternal(content)) return entry
  return { seq, id, at, cid, by: { role: 'system', id: 'system' }, content: { kind: 'hidden' } }
}

function withUrl(content: Extract<Content, { file: FileRef }>, tokens: Tokens, now: number): Content {
  return { ...content, file: { ...content.file, url: fileUrl(content.file, tokens, now) } }
}

/** Ends in the file's name, so that whoever downloads it by its URL alone gets the right extension. */
export function fileUrl({ id, name }: { id: string; name: string }, tokens: Tokens, now: number): string {
  return `/files/${id}/${tokens.grantFile(id, now)}/${encodeURIComponent(name)}`
}
