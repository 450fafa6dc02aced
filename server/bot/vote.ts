import { PAGE_TEXTS } from '#texts/all'

// BOT-feedback: the buttons under an answer are texts that the visitor sends, like all buttons of a robot.

const plain = (text: string) => text.normalize('NFKC').trim().toLowerCase()

const textsOf = (key: 'robot.solved' | 'robot.unsolved') =>
  new Set(Object.values(PAGE_TEXTS).map(texts => plain(String(texts[key]))))
const SOLVED = textsOf('robot.solved')
const UNSOLVED = textsOf('robot.unsolved')

/** What a visitor says of an answer, with the button's words in any language; undefined for everything else. */
export function voteOf(text: string): 'solved' | 'unsolved' | undefined {
  const said = plain(text)
  return SOLVED.has(said) ? 'solved' : UNSOLVED.has(said) ? 'unsolved' : undefined
}
