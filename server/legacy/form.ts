import { createHash } from 'node:crypto'
import { ChatError } from '#protocol/errors'
import { createId } from '#protocol/ids'
import { LIMITS } from '#protocol/limits'
import { readUpTo } from '#server/http/body'
import type { Http } from '#server/http/who'
import type { Services } from '#server/services'
import type { Tokens } from '#server/tokens'

// LF1 Every form has an id that the server made, signed for the device's secret: another site cannot write one.
// LF2 The clientId of what is sent is the form's id and a digest of the content: sent twice it is stored once, another text
//     out of the same form (after the browser's “back”) is another message.

export type Fields = {
  form: string
  text: string
  file: { name: string; bytes: Buffer } | undefined
  /** Too large to be read to its end: the other fields are there all the same. */
  fileIsCut: boolean
  /** From which other site the visitor has come. */
  from: string
}

const OTHER_FIELDS_BYTES = 256 * 1024

export async function readFields(c: Http): Promise<Fields> {
  const { field, file, fileIsCut } = await fieldsOf(c)
  return {
    form: field('form'),
    text: field('text').replaceAll('\r\n', '\n').trim(),
    file,
    fileIsCut,
    from: field('from')
  }
}

/** Any form of ours, its file in the last field. What is missing is empty. */
export async function fieldsOf(c: Http) {
  const type = c.req.header('content-type') ?? ''
  const { bytes, isWhole } = await readUpTo(c, LIMITS.fileBytes + OTHER_FIELDS_BYTES)
  const data = await parse(isWhole ? bytes : withoutFile(bytes), type)
  const field = (name: string) => {
    const value = data.get(name)
    return typeof value === 'string' ? value : ''
  }
  const file = data.get('file')
  return {
    field,
    file: file instanceof File && file.name !== '' ? await toFile(file) : undefined,
    fileIsCut: !isWhole
  }
}

async function parse(bytes: Buffer, type: string): Promise<FormData> {
  const form = new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
  return await form.formData().catch(() => {
    throw new ChatError('bad-request', 'the body has to be a form')
  })
}

/** What stands before the last part of a form that was cut off within it: in ours that is the file. */
function withoutFile(bytes: Buffer): Buffer {
  const boundary = bytes.subarray(0, Math.max(bytes.indexOf('\r\n'), 0))
  const last = bytes.lastIndexOf(boundary)
  return Buffer.concat([bytes.subarray(0, last), boundary, Buffer.from('--\r\n')])
}

/** Some browsers send the whole path. */
async function toFile(file: File) {
  return { name: file.name.split(/[\\/]/).at(-1)!, bytes: Buffer.from(await file.arrayBuffer()) }
}

/** The value of a form's hidden field; `id` is given when the same message is to be tried again. */
export function signedForm({ tokens, clock }: Services, secret: string, id = createId(clock.now())): string {
  return `${id}.${tokens.signForm(id, secret)}`
}

export function formIdOf(form: string, secret: string, tokens: Tokens): string | undefined {
  const [id = '', signature = ''] = form.split('.')
  return tokens.isForm(id, secret, signature) ? id : undefined
}

export const clientIdOf = (formId: string, content: string | Buffer): string =>
  `${formId}-${createHash('sha256').update(content).digest('base64url').slice(0, 22)}`
