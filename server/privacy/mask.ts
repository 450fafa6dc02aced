// ADM-privacy: numbers of payment cards and of Chinese resident identity cards in a text. Of each the last four places stay, so that
// people know which one was meant. Only what passes its check is taken for one: orders and telephones have long numbers, too.

/** Groups of digits with one space or hyphen between them; an X may be the last place of an identity number. */
const RUN = /[0-9０-９]+(?:[ \u00A0-][0-9０-９]+)*[XxＸｘ]?/g
const GROUP = /[0-9０-９]+[XxＸｘ]?/g
/** Part of a longer word or number: a hash, a code, an amount. */
const GLUED_BEFORE = /[A-Za-z_]$|\d[.,]$/
const GLUED_AFTER = /^[A-Za-z_]|^[.,]\d/
const KEPT = 4
/** Of what is still being typed: runs longer than this show nothing but their end. */
const PREVIEW_MOST = 6

/** The text with those numbers made unreadable; the same text when there are none. */
export function maskNumbers(text: string): string {
  return text.replace(RUN, (run: string, at: number) =>
    GLUED_BEFORE.test(text.slice(Math.max(0, at - 2), at)) || GLUED_AFTER.test(text.slice(at + run.length))
      ? run
      : maskRun(run)
  )
}

/** What is being typed: a number that is not finished passes no check, so every long one is hidden. */
export function maskPreview(text: string): string {
  return text.replace(RUN, run => (digitsOf(run).length > PREVIEW_MOST ? hide(run, 0) : run))
}

type Group = { from: number; to: number; digits: string }

function maskRun(run: string): string {
  const groups = [...run.matchAll(GROUP)].map(({ index, 0: text }): Group => ({
    from: index,
    to: index + text.length,
    digits: digitsOf(text)
  }))
  const pieces: string[] = []
  let done = 0
  for (let first = 0; first < groups.length; first++) {
    const last = lastOfNumber(groups, first)
    if (last === undefined) continue
    const { from } = groups[first]!
    const { to } = groups[last]!
    pieces.push(run.slice(done, from), hide(run.slice(from, to), KEPT))
    done = to
    first = last
  }
  return done === 0 ? run : pieces.join('') + run.slice(done)
}

/** The group with which a number ends that begins with group `first`. */
function lastOfNumber(groups: readonly Group[], first: number): number | undefined {
  let number = ''
  for (let last = first; last < groups.length; last++) {
    number += groups[last]!.digits
    if (number.length > LONGEST) return undefined
    if (number.length >= SHORTEST && (isCard(number) || isIdentity(number))) return last
  }
  return undefined
}

/** ASCII, without what stands between. */
const digitsOf = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[^0-9Xx]/g, '')
    .toUpperCase()

/** Separators stay; `kept` places at the end, too. */
function hide(text: string, kept: number): string {
  const places = [...text].filter(isPlace).length
  let at = 0
  return [...text].map(one => (!isPlace(one) || ++at > places - kept ? one : '*')).join('')
}
const isPlace = (one: string) => /[0-9０-９XxＸｘ]/.test(one)

const SHORTEST = 13
const LONGEST = 19

// What card numbers begin with, and how long they then are (ISO/IEC 7812 and the networks' own tables)
const CARDS: readonly { begins: RegExp; lengths: readonly number[] }[] = [
  { begins: /^4/, lengths: [13, 16, 19] },
  { begins: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { begins: /^3[47]/, lengths: [15] },
  { begins: /^3(0[0-5]|09|6|8|9)/, lengths: [14, 16] },
  { begins: /^35(2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { begins: /^6(011|4[4-9]|5)/, lengths: [16, 17, 18, 19] },
  { begins: /^62/, lengths: [16, 17, 18, 19] },
  { begins: /^(60|508|8[12])/, lengths: [16] },
  { begins: /^(5018|5020|5038|56|58|6304|6759|676[1-3])/, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { begins: /^220[0-4]/, lengths: [16, 17, 18, 19] }
]

function isCard(number: string): boolean {
  return (
    /^\d+$/.test(number) &&
    CARDS.some(({ begins, lengths }) => lengths.includes(number.length) && begins.test(number)) &&
    !/^(\d)\1+$/.test(number) &&
    passesLuhn(number)
  )
}

function passesLuhn(number: string): boolean {
  let sum = 0
  for (let i = 0; i < number.length; i++) {
    const digit = Number(number[number.length - 1 - i])
    const weighed = i % 2 === 1 ? digit * 2 : digit
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}

/** GB 11643: region, date of birth, order, check (ISO 7064, MOD 11-2). */
const IDENTITY = /^([1-6]\d|71|8[1-3]|91)\d{4}(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]$/
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

function isIdentity(number: string): boolean {
  if (!IDENTITY.test(number)) return false
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(number[i]), 0)
  return '10X98765432'[sum % 11] === number[17]
}
