import { StringDecoder } from 'node:string_decoder'

/** Reads the text out of a stream of server-sent events as OpenAI's protocol has them. Parts may end anywhere, also within a character. */
export function createEventReader() {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let text = ''
  let isDone = false

  function take(line: string) {
    if (!line.startsWith('data:')) return
    const data = line.slice(5).trim()
    if (data === '[DONE]') isDone = true
    else if (data !== '') text += contentOf(data)
  }

  return {
    read(part: Buffer) {
      const lines = (rest + decoder.write(part)).split(/\r?\n/)
      rest = lines.pop()!
      lines.forEach(take)
    },
    /** Throws when the stream has not come to its end: half an answer may say the opposite. */
    text(): string {
      take(rest)
      if (!isDone) throw new Error('the stream broke off')
      return text
    }
  }
}

type Piece = { choices?: { delta?: { content?: unknown } }[]; error?: unknown }

function contentOf(data: string): string {
  const piece = JSON.parse(data) as Piece | null
  if (piece?.error) throw new Error('the stream tells of an error')
  const content = piece?.choices?.[0]?.delta?.content
  return typeof content === 'string' ? content : ''
}
