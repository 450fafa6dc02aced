import { parseArgs } from 'node:util'
import { ChatError } from '#protocol/errors'
import { readConfig } from './config.ts'
import { COMMANDS } from './admin/commands.ts'
import { admin, platform } from './admin/admin.ts'
import { doctor } from './admin/doctor/doctor.ts'
import { backup, migrateNow, restore } from './admin/operations.ts'

// Every sub-command: what it says of itself, and what it does with the rest of the line.
const SUBCOMMANDS: Record<
  string,
  { says: string; run(rest: string[], options: Options): Promise<void | Record<string, unknown>> }
> = {
  serve: { says: 'Run the server (settings come from the environment)', run: runServer },
  admin: { says: 'Manage companies and accounts; openzc admin --help lists the commands', run: admin },
  platform: {
    says: 'Platforms of several companies: openzc platform create|invite|remove|list --option value …',
    run: platform
  },
  backup: {
    says: 'Write a consistent copy of the data to a new folder: openzc backup FOLDER; --keep N: to one named by the time, in FOLDER, where the newest N stay',
    run: backup
  },
  restore: { says: 'Put a backup in the place of an empty data folder: openzc restore FOLDER', run: restore },
  export: {
    says: 'Everything that is stored of a person, as a ZIP: openzc export --sysnum … --person ID --file NAME.zip',
    run: (_, options) => admin(['export-person'], options)
  },
  erase: {
    says: 'Take away everything that is stored of a person, for good: openzc erase --sysnum … --person ID',
    run: (_, options) => admin(['erase-person'], options)
  },
  migrate: { says: 'Bring the database to the newest shape', run: migrateNow },
  doctor: { says: 'Check the settings and the data, and say what to mend', run: doctor }
}

export type Options = Record<string, string | boolean>

async function runServer() {
  // The whole server: other commands have no need of it
  const { serve } = await import('./serve.ts')
  const running = await serve(readConfig(process.env))
  console.log(`OpenZC ready on ${running.url}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void running.stop().then(() => process.exit(0)))
  }
}

async function main(argv: string[]) {
  const [name = '--help', ...rest] = argv
  const { positionals, options } = readOptions(rest)
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name]! : undefined
  if (!subcommand || (options['help'] && name !== 'admin')) return console.log(help(name))
  const answer = await subcommand.run(positionals, options)
  if (answer) console.log(options['json'] ? JSON.stringify(answer) : describeAnswer(answer))
}

function readOptions(args: string[]): { positionals: string[]; options: Options } {
  const names = Object.values(COMMANDS).flatMap(({ args: { entries } }) => Object.keys(entries))
  const values = Object.fromEntries(names.map(name => [name, { type: 'string' as const }]))
  const own = { keep: { type: 'string' as const } }
  const flags = { json: { type: 'boolean' as const }, help: { type: 'boolean' as const } }
  const parsed = parseArgs({ args, options: { ...values, ...own, ...flags }, allowPositionals: true })
  return { positionals: parsed.positionals, options: { ...parsed.values } as Options }
}

function help(name: string): string {
  const known = Object.entries(SUBCOMMANDS).map(
    ([command, { says }]) => `  openzc ${command.padEnd(8)} ${says}`
  )
  const unknown =
    name.startsWith('-') || Object.hasOwn(SUBCOMMANDS, name) ? [] : [`There is no command ${name}.`, '']
  return [...unknown, 'Commands (with --json each answers with one JSON object):', ...known].join('\n')
}

function describeAnswer(answer: Record<string, unknown>): string {
  return Object.entries(answer)
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('\n')
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  const code = error instanceof ChatError ? error.code : 'internal'
  const message = error instanceof Error ? error.message : String(error)
  console.error(process.argv.includes('--json') ? JSON.stringify({ error: { code, message } }) : message)
  // A start that failed half way may hold a database or a socket open
  process.exit(1)
})
