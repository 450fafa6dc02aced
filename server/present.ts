import { isInternal, type Content, type Entry, type FileRef, type Role } from '#protocol/entry'
import { maskEntry } from './privacy/masking.ts'
import type { Services } from './services.ts'
import type { Tokens } from './tokens.ts'

/** Who reads: what is between agents reaches no visitor, by whatever way; agents may be shown numbers of cards masked. */
export type Reader = { role: Extract<Role, 'visitor' | 'agent'>; masked: boolean }

/** Somebody of a company, as its settings want it. */
export const readerOf = async (
  { masking }: Pick<Services, 'masking'>,
  { role, companyId }: { role: Reader['role']; companyId: string }
): Promise<Reader> => ({ role, masked: role === 'agent' && (await masking.modeOf(companyId)) !== 'off' })

/** An entry as it leaves the server: files get a URL that opens them, and visitors get what is theirs to read. */
export function present(entry: Entry, reader: Reader, tokens: Tokens, now: number): Entry {
  const shown = reader.role === 'visitor' ? forVisitor(entry) : reader.masked ? maskEntry(entry) : entry
  const { content } = shown
  return content.kind === 'image' || content.kind === 'file'
    ? { ...shown, content: withUrl(content, tokens, now) }
    : shown
}

/** As each may read it; `only` where the two are told different things. */
export function readingsOf(
  entry: Entry,
  masked: boolean,
  tokens: Tokens,
  now: number
): { entry: Entry; only?: Reader['role'] }[] {
  const isOneForAll = forVisitor(entry) === entry && (!masked || maskEntry(entry) === entry)
  return isOneForAll
    ? [{ entry: present(entry, { role: 'agent', masked }, tokens, now) }]
    : READERS.map(role => ({ entry: present(entry, { role, masked }, tokens, now), only: role }))
}
const READERS: Reader['role'][] = ['agent', 'visitor']

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
