import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page, Frame, Site } from '#test/kit/browser'

type Listed = {
  rules: unknown[]
  groups: { id: string; hours: unknown; queueMode: string; queueLimit: number | null }[]
  agents: { email: string; capacity: number }[]
}

const PLENTY = 20

/** The desk gives out by itself; `desk` of the tests is in Returns, nobody is there for Sales. Each command is a process of its own: only what differs is set. */
export function openDesk({ server, sysnum }: Site) {
  const [ann, bo] = server.demo.agents.map(({ email }) => email)
  const now = server.admin('list-groups', '--sysnum', sysnum) as unknown as Listed
  if (now.groups.length === 0) {
    const create = (name: string, id: string, email: string) =>
      server.admin('create-group', '--sysnum', sysnum, '--name', name, '--id', id, '--add', email)
    create('Sales', 'sales', bo!)
    create('Returns', 'returns', ann!)
  }
  if (now.agents.find(({ email }) => email === ann)?.capacity !== PLENTY)
    server.admin('set-capacity', '--email', ann!, '--capacity', String(PLENTY))
  const returns = now.groups.find(({ id }) => id === 'returns')
  if (returns && (returns.hours !== null || returns.queueLimit !== null || returns.queueMode !== 'in-turn')) {
    const open = ['--hours', 'always', '--limit', 'none', '--mode', 'in-turn']
    server.admin('set-group', '--sysnum', sysnum, '--group', 'returns', ...open)
  }
  if (now.rules.length > 0) setRules({ server, sysnum }, [])
  server.admin('set-desk', '--sysnum', sysnum, '--assign', 'auto')
}

export function closeDesk({ server, sysnum }: Site) {
  server.admin('set-desk', '--sysnum', sysnum, '--assign', 'manual')
}

export function setRules({ server, sysnum }: Pick<Site, 'server' | 'sysnum'>, rules: object[]) {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-rules-'))
  const file = join(folder, 'rules.json')
  writeFileSync(file, JSON.stringify(rules))
  server.admin('set-rules', '--sysnum', sysnum, '--file', file)
  rmSync(folder, { recursive: true })
}

export const withYou = (chat: Page | Frame) => chat.getByText('is now with you')
