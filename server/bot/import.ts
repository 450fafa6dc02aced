import { parse, type CsvError } from 'csv-parse/sync'
import * as v from 'valibot'
import { LIMITS } from '#protocol/limits'
import type { Faq } from '#server/store/robots'

// BOT-import A bad row is told by its line and left out; the good rows are kept.

/** `line` of the file, counted from 1, in which the row ends; of a JSON file the number of the entry. */
export type Problem = { line: number; why: string }

export type Imported = { faqs: Faq[]; problems: Problem[] }

type Given = { line: number; row: unknown }

const MOST_PHRASINGS = 50
const QUESTION_LENGTH = 300

const words = (most: number) =>
  v.pipe(
    v.string('has to be text'),
    v.trim(),
    v.maxLength(most, `has more than ${most} characters`),
    v.regex(/^[^\0]*$/, 'has a NUL character')
  )
const needed = (most: number) => v.pipe(v.nullish(words(most), ''), v.minLength(1, 'is missing'))

const Row = v.object({
  code: v.optional(words(LIMITS.nameLength), ''),
  group: v.optional(words(LIMITS.nameLength), ''),
  question: needed(QUESTION_LENGTH),
  phrasings: v.optional(
    v.pipe(
      v.union(
        [v.array(words(QUESTION_LENGTH)), v.pipe(v.string(), v.transform(splitPhrasings))],
        'has to be texts'
      ),
      v.maxLength(MOST_PHRASINGS, `are more than ${MOST_PHRASINGS}`)
    ),
    []
  ),
  answer: needed(LIMITS.textLength),
  guide: v.optional(
    v.union(
      [
        v.boolean(),
        v.pipe(v.string(), v.trim(), v.toLowerCase(), v.picklist(['', '0', '1', 'no', 'yes', '否', '是']))
      ],
      'has to be 1 or 0'
    ),
    false
  )
})

// What columns and fields may be called
const NAMES: Record<string, keyof v.InferInput<typeof Row>> = {
  key: 'code',
  code: 'code',
  编号: 'code',
  group: 'group',
  分组: 'group',
  question: 'question',
  问题: 'question',
  phrasings: 'phrasings',
  相似问法: 'phrasings',
  answer: 'answer',
  答案: 'answer',
  guide: 'guide',
  引导: 'guide'
}

/** Reads a file as CSV or, when it begins like it, as JSON. Never throws. */
export function readFaqFile(text: string): Imported {
  const plain = text.replace(/^\uFEFF/, '')
  const { rows, problems } = /^\s*[[{]/.test(plain) ? readJson(plain) : readCsv(plain)
  const taken = new Map<string, number>()
  const faqs: Faq[] = []
  for (const { line, row } of rows) {
    const result = v.safeParse(Row, named(row), { abortEarly: true })
    if (!result.success) {
      problems.push({ line, why: describe(result.issues[0]) })
      continue
    }
    const faq = toFaq(result.output)
    const before = taken.get(faq.code)
    if (before === undefined) faqs.push(faq)
    else problems.push({ line, why: `the same entry as in line ${before}` })
    taken.set(faq.code, before ?? line)
  }
  return { faqs, problems: problems.sort((a, b) => a.line - b.line) }
}

function toFaq({ code, group, question, phrasings, answer, guide }: v.InferOutput<typeof Row>): Faq {
  const others = new Set(phrasings.filter(one => one !== '' && one !== question))
  return {
    code: code || question.slice(0, LIMITS.nameLength),
    question,
    phrasings: [...others],
    answer,
    group,
    isGuide: guide === true || ['1', 'yes', '是'].includes(String(guide))
  }
}

function readJson(text: string): { rows: Given[]; problems: Problem[] } {
  try {
    const list: unknown = JSON.parse(text)
    if (!Array.isArray(list)) return { rows: [], problems: [{ line: 1, why: 'has to be a list of entries' }] }
    return { rows: list.map((row: unknown, i) => ({ line: i + 1, row })), problems: [] }
  } catch (error) {
    return { rows: [], problems: [{ line: 1, why: `is no JSON: ${String(error)}` }] }
  }
}

function readCsv(text: string): { rows: Given[]; problems: Problem[] } {
  const problems: Problem[] = []
  try {
    const records = parse(text, {
      columns: header => header.map(one => one.trim().toLowerCase()),
      info: true,
      skipEmptyLines: true,
      // Too many are a comma that somebody has forgotten to quote
      relaxColumnCountLess: true,
      skipRecordsWithError: true,
      onSkip(error) {
        problems.push({ line: Number(error?.['lines'] ?? 1), why: error?.message ?? 'cannot be read' })
        return undefined
      }
    }) as unknown as { info: { lines: number }; record: Record<string, string> }[]
    const rows = records.map(({ info, record }) => ({ line: info.lines, row: record }))
    return { rows, problems }
  } catch (error) {
    const line = Number((error as CsvError)['lines'] ?? 1)
    return { rows: [], problems: [...problems, { line, why: String(error) }] }
  }
}

function named(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => (Object.hasOwn(NAMES, name) ? [[NAMES[name], value]] : []))
  )
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return path ? `${path} ${issue.message}` : 'is no entry'
}

/** In a cell of CSV: one in a line, or with bars between them. */
function splitPhrasings(text: string): string[] {
  return text
    .split(/[\n|]/)
    .map(one => one.trim())
    .filter(Boolean)
}
