// npm test: every check, one after the other, each as its own program; then one report of all test cases and one last line.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join, relative } from 'node:path'

const root = fileURLToPath(new URL('..', import.meta.url))
const results = join(root, 'test-results')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const bin = (...path) => join(root, 'node_modules', ...path)
// Each step passes or fails as a whole, or writes a report of its cases.
const STEPS = [
  { name: 'lint', command: [bin('oxlint/bin/oxlint'), '--deny-warnings'] },
  { name: 'format', command: [bin('oxfmt/bin/oxfmt'), '--check'] },
  { name: 'types', command: [bin('typescript/bin/tsc'), '--noEmit'] },
  { name: 'build', command: [join(root, 'scripts/build.mjs')] },
  { name: 'sizes', command: [join(root, 'scripts/sizes.mjs'), '--check'] },
  {
    name: 'scripts for old browsers are ES3',
    command: [
      bin('es-check/lib/cli/index.js'),
      'es3',
      'dist/loader/*.js',
      'dist/app/legacy/chat.js',
      'dist/app/legacy/guard.js'
    ]
  },
  { name: 'PostgreSQL, Redis and nginx are here', command: [join(root, 'scripts/services.ts')] },
  { name: 'node', command: [bin('vitest/vitest.mjs'), 'run'], report: () => readVitest('vitest.json') },
  { name: 'browser', command: [bin('@playwright/test/cli.js'), 'test'], report: readPlaywright },
  { name: 'Firefox and WebKit are here', command: [join(root, 'scripts/engines.ts')] },
  {
    name: 'engines',
    command: [bin('vitest/vitest.mjs'), 'run', '--config', 'test/engines/vitest.config.ts'],
    report: () => readVitest('engines.json')
  }
]

const cases = STEPS.flatMap(run)
writeFileSync(join(results, 'report.json'), JSON.stringify({ tests: cases }, null, 1))
const count = status => cases.filter(one => one.status === status).length
const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(count)
for (const one of cases) {
  if (one.status === 'failed') console.log(`FAILED ${one.file}: ${one.title}`)
  if (one.retries > 0)
    console.log(`FLAKY ${one.file}: ${one.title} (passed at try ${one.retries + 1}: a bug to mend)`)
}
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

function run({ name, command, report }) {
  console.log(`\n— ${name}`)
  const startedAt = Date.now()
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
  const whole = {
    title: name,
    file: 'npm test',
    status: status === 0 ? 'passed' : 'failed',
    ms: Date.now() - startedAt
  }
  if (!report) return [whole]
  const found = report()
  // A runner that fails without a failed case (a crash, an unhandled error) must not pass unseen
  const unexplained = status !== 0 && !found.some(one => one.status === 'failed')
  return unexplained || found.length === 0 ? [...found, { ...whole, status: 'failed' }] : found
}

function readJson(name) {
  const path = join(results, name)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

function readVitest(name) {
  const files = readJson(name)?.testResults ?? []
  return files.flatMap(({ name, assertionResults, status }) => {
    const file = relative(root, name)
    if (assertionResults.length === 0)
      return [
        { title: 'the file as a whole', file, status: status === 'passed' ? 'passed' : 'failed', ms: 0 }
      ]
    return assertionResults.map(({ fullName, status, duration, failureMessages }) => ({
      title: fullName,
      file,
      status: status === 'passed' || status === 'failed' ? status : 'skipped',
      retries: status === 'passed' ? failureMessages.length : 0,
      ms: Math.round(duration ?? 0)
    }))
  })
}

function readPlaywright() {
  const walk = (suite, file) => [
    ...(suite.suites ?? []).flatMap(inner => walk(inner, inner.file ?? file)),
    ...(suite.specs ?? []).map(({ title, tests }) => ({
      title,
      file: relative(root, join(root, 'test/browser', file)),
      status: tests.every(one => one.status === 'skipped')
        ? 'skipped'
        : tests.every(one => one.status === 'expected' || one.status === 'flaky')
          ? 'passed'
          : 'failed',
      retries: Math.max(...tests.map(one => (one.status === 'flaky' ? one.results.length - 1 : 0))),
      ms: tests.reduce((sum, one) => sum + one.results.reduce((ms, result) => ms + result.duration, 0), 0)
    }))
  ]
  return (readJson('playwright.json')?.suites ?? []).flatMap(suite => walk(suite, suite.file))
}
