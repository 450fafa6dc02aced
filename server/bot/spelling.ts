import MiniSearch from 'minisearch'

const SHORTEST = 4
const LONG = 7
const LONGEST = 30

/** Finds the word that was meant; what it does not know and cannot guess stays as it is. */
export function createSpelling(words: ReadonlySet<string>) {
  const index = new MiniSearch<{ id: string }>({ fields: ['id'], tokenize: id => [id] })
  index.addAll([...words].filter(word => word.length >= SHORTEST).map(id => ({ id })))
  return (word: string): string => {
    if (words.has(word) || word.length < SHORTEST || word.length > LONGEST || /\d/.test(word)) return word
    return guess(word) ?? word
  }

  function guess(word: string): string | undefined {
    const near = nearest(word, word.length < LONG ? 1 : 2).find(isLikely(word))
    // Two letters that have changed places are two mistakes to the index
    return near ?? nearest(word, 2).find(one => lettersOf(one) === lettersOf(word))
  }

  function nearest(word: string, fuzzy: number): string[] {
    return index.search(word, { fuzzy }).map(({ id }) => id as string)
  }
}

/** The first letter is seldom wrong; in a short word, a letter is rather missing than wrong. */
const isLikely = (word: string) => (one: string) =>
  one[0] === word[0] && (word.length > SHORTEST || one.length > word.length)

const lettersOf = (word: string) => [...word].sort().join('')
