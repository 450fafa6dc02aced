import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '#server/config'
import { lockDataDir, prepareDataDir, readMasterKey } from '#server/data-dir'
import { hashPassword, isPassword } from '#server/passwords'
import { createServerProcess, type ServerProcess } from '#test/kit/server-process'

const command = fileURLToPath(new URL('../../server/openzc.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'openzc-operations-'))
let server: ServerProcess

beforeAll(async () => {
  server = await createServerProcess()
  await server.start()
})
afterAll(async () => {
  await server.dispose()
  rmSync(folder, { recursive: true })
})

function openzc(args: string[], env: Record<string, string> = {}) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, ...args], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, DATA_DIR: server.dataDir, ...env }
  })
  return { stdout: stdout.trim(), stderr: stderr.trim(), status }
}

const session = (url: string, body: object) =>
  fetch(`${url}/api/visitor/session`, { method: 'POST', body: JSON.stringify(body) })

test('admin commands work while the server runs, answer with one JSON object, and name what is wrong', () => {
  const made = openzc(['admin', 'create-company', '--name', 'Second', '--json'])
  expect(JSON.parse(made.stdout)).toMatchObject({ sysnum: expect.stringMatching(/^[0-9a-f]{32}$/) })
  const { sysnum } = JSON.parse(made.stdout) as { sysnum: string }
  const agent = openzc([
    'admin',
    'create-agent',
    '--sysnum',
    sysnum,
    '--email',
    'lee@example.com',
    '--name',
    'Lee',
    '--json'
  ])
  expect((JSON.parse(agent.stdout) as { link: string }).link).toContain('/workbench#key=')
  for (const { args, says } of [
    {
      args: ['admin', 'create-agent', '--sysnum', 'short', '--email', 'a@b.example', '--name', 'A'],
      says: '--sysnum has to be 32 hex digits'
    },
    {
      args: ['admin', 'create-agent', '--sysnum', sysnum, '--email', 'lee@example.com', '--name', 'A'],
      says: 'there is an account'
    },
    {
      args: ['admin', 'reset-password', '--email', 'lee@example.com', '--password', 'short'],
      says: 'at least 10'
    },
    { args: ['admin', 'no-such-command'], says: 'no admin command no-such-command' },
    { args: ['admin', 'create-company', '--nam', 'x'], says: '--nam' }
  ]) {
    const answer = openzc(args)
    expect([args, answer.status, answer.stderr.includes(says) || answer.stderr]).toEqual([args, 1, true])
  }
  expect(
    JSON.parse(openzc(['admin', 'link', '--email', 'nobody@example.com', '--json']).stderr)
  ).toMatchObject({ error: { code: 'not-found' } })
})

test('a one-time link sets a password once', async () => {
  const { link } = JSON.parse(openzc(['admin', 'link', '--email', 'lee@example.com', '--json']).stdout) as {
    link: string
  }
  const key = link.split('key=')[1]
  const claim = () =>
    fetch(`${server.url}/api/agent/claim`, {
      method: 'POST',
      body: JSON.stringify({ key, password: 'a good long password' })
    })
  expect((await claim()).status).toBe(200)
  expect((await claim()).status).toBe(403)
})

test('[ADM-privacy] a person is exported and erased by command, while the server runs and when it does not', async () => {
  const { sysnum } = server.demo
  const { uid } = (await (await session(server.url, { sysnum, partnerid: 'ding' })).json()) as { uid: string }
  const file = join(folder, 'person.zip')
  const person = ['--sysnum', sysnum, '--person', 'ding', '--json']
  expect(JSON.parse(openzc(['export', ...person, '--file', file]).stdout)).toMatchObject({ visitor: uid })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const lines = strFromU8(unzipSync(readFileSync(file))['data.jsonl']!)
  expect(lines).toContain('"partnerid":"ding"')
  expect(openzc(['export', ...person, '--file', file]).stderr).toContain('cannot be written')
  expect(openzc(['erase', '--sysnum', sysnum, '--person', 'nobody']).stderr).toContain('nobody has this id')
  expect(JSON.parse(openzc(['erase', ...person]).stdout)).toMatchObject({ erased: [{ visitor: uid }] })

  await server.kill('SIGTERM')
  const again = openzc(['erase', '--sysnum', sysnum, '--person', uid, '--json'])
  expect(JSON.parse(again.stdout)).toMatchObject({ erased: [{ visitor: uid, messages: 0 }] })
  await server.start()
})

test('[WB-login] at first there is no password at all: the administrator comes in by a link, and hashes are memory-hard', async () => {
  const env = { DATA_DIR: join(folder, 'fresh') }
  const { link } = JSON.parse(openzc(['admin', 'demo-link', '--json'], env).stdout) as { link: string }
  const database = new DatabaseSync(join(env.DATA_DIR, 'openzc.sqlite'), { readOnly: true })
  const hashes = () =>
    database
      .prepare('select password_hash as hash from agent')
      .all()
      .map(({ hash }) => hash)
  expect(new Set(hashes())).toEqual(new Set([null]))
  expect(link).toMatch(/#key=[\w-]{43}$/)
  const key = link.split('key=')[1]!
  expect(readFileSync(join(env.DATA_DIR, 'openzc.sqlite')).includes(key)).toBe(false)
  openzc(['admin', 'reset-password', '--email', 'admin@demo.example', '--password', 'ten letters'], env)
  const [hash] = hashes().filter(Boolean)
  expect(hash).toMatch(/^argon2id\$/)
  database.close()
  // Commands are the operator's: only the user who runs the server opens the door
  expect(statSync(join(server.dataDir, 'admin.sock')).mode & 0o777).toBe(0o600)
})

test('a second server on the same data is refused with the reason, and a port in use too', () => {
  const second = openzc(['serve'], { PORT: '0' })
  expect([second.status, second.stderr]).toEqual([1, expect.stringContaining('Another server works on')])
  const port = new URL(server.url).port
  const taken = openzc(['serve'], { PORT: port, DATA_DIR: join(folder, 'other') })
  expect([taken.status, taken.stderr]).toEqual([1, expect.stringContaining(`Port ${port}`)])
})

test('settings that do not fit are named, each with what it has to be', () => {
  expect(() => readConfig({ PORT: 'eighty', PUBLIC_URL: 'shop', SECRET_KEY: 'x' })).toThrow(
    /PORT has to be a port number.*PUBLIC_URL has to be.*SECRET_KEY has to be 64 hex digits/
  )
  expect(readConfig({ PUBLIC_URL: 'https://chat.example.com/' }).publicOrigin).toBe(
    'https://chat.example.com'
  )
})

test('a backup made while the server runs is whole, and restores into an empty folder only', async () => {
  const { secret, uid } = (await (await session(server.url, { sysnum: server.demo.sysnum })).json()) as {
    secret: string
    uid: string
  }
  const backup = join(folder, 'backup')
  expect(openzc(['backup', backup]).status).toBe(0)
  expect(openzc(['backup', backup]).stderr).toContain('is not empty')
  expect(openzc(['restore', backup]).stderr).toContain('move it away first')
  const restored = join(folder, 'restored')
  expect(openzc(['restore', backup], { DATA_DIR: restored }).status).toBe(0)
  const other = await createServerProcess({ dataDir: restored })
  await other.start()
  expect(
    ((await (await session(other.url, { sysnum: server.demo.sysnum, secret })).json()) as { uid: string }).uid
  ).toBe(uid)
  await other.dispose()
})

test('a backup by the clock has a folder of its own, and the oldest go', () => {
  const backups = join(folder, 'backups')
  const half = join(backups, '2020-01-01T00-00-00.unfinished')
  const old = ['2020-01-02T00-00-00', '2020-01-03T00-00-00'].map(name => join(backups, name))
  for (const path of [half, ...old]) mkdirSync(path, { recursive: true })
  expect(openzc(['backup', '--keep', 'all', backups]).stderr).toContain('--keep has to be a whole number')
  const made = JSON.parse(openzc(['backup', '--keep', '2', backups, '--json']).stdout) as { folder: string }
  expect([half, ...old, made.folder].map(path => existsSync(path))).toEqual([true, false, true, true])
  expect(openzc(['restore', made.folder], { DATA_DIR: join(folder, 'by-clock') }).status).toBe(0)
})

test('doctor says what is not right', () => {
  const settings = { HOST: '0.0.0.0', SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'chat@example.com' }
  const { stdout, status } = openzc(['doctor'], { ...settings, PORT: new URL(server.url).port })
  expect(stdout).toContain('address: MEND: set PUBLIC_URL')
  expect(stdout).toContain('database: ok')
  expect(stdout).toContain('mail: MEND: the server of SMTP_URL does not take mail')
  for (const check of ['clock', 'server', 'socket', 'stream', 'frame', 'visitors'])
    expect(stdout).toContain(`${check}: ok`)
  expect(status).toBe(1)
})

test('it stops when told to, finishes what it has accepted, and starts again on the same data', async () => {
  const own = await createServerProcess()
  await own.start()
  const { uid } = (await (await session(own.url, { sysnum: own.demo.sysnum })).json()) as { uid: string }
  expect(uid).toBeTruthy()
  const from = Date.now()
  await own.kill('SIGTERM')
  expect(Date.now() - from).toBeLessThan(8_000)
  expect(existsSync(join(own.dataDir, 'openzc.sqlite-wal'))).toBe(false)
  await own.start()
  expect((await fetch(`${own.url}/readyz`)).status).toBe(200)
  await own.dispose()
})

test('/metrics is for this machine only, not for what a proxy brings', async () => {
  expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('openzc_entries_stored_total')
  expect(
    (await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status
  ).toBe(404)
})

test('state is readable by its owner only, and the lock goes with its process', async () => {
  expect(statSync(server.dataDir).mode & 0o077).toBe(0)
  expect(statSync(join(server.dataDir, 'secret.key')).mode & 0o077).toBe(0)
  const locked = join(folder, 'locked')
  prepareDataDir(locked)
  const held = lockDataDir(locked)
  expect(lockDataDir(locked)).toBeUndefined()
  held!.release()
  const child = spawn(
    process.execPath,
    [
      '-e',
      `import('${new URL('../../server/data-dir.ts', import.meta.url).href}').then(m => { m.lockDataDir(${JSON.stringify(locked)}); console.log('held'); setInterval(() => {}, 1000) })`
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  )
  await once(child.stdout, 'data')
  expect(lockDataDir(locked)).toBeUndefined()
  child.kill('SIGKILL')
  await once(child, 'exit')
  lockDataDir(locked)!.release()
})

test('the key is made once and a damaged one is not replaced', () => {
  const place = join(folder, 'key')
  prepareDataDir(place)
  expect(readMasterKey(place, undefined)).toEqual(readMasterKey(place, undefined))
  expect(readMasterKey(place, 'ab'.repeat(32))).toEqual(Buffer.alloc(32, 0xab))
})

test('passwords are hashed with argon2id, each with its own salt', async () => {
  const [one, two] = [await hashPassword('correct horse'), await hashPassword('correct horse')]
  expect(one).toMatch(/^argon2id\$/)
  expect(one).not.toBe(two)
  expect(await isPassword('correct horse', one)).toBe(true)
  expect(await isPassword('correct hors', one)).toBe(false)
  expect(await isPassword('anything', null)).toBe(false)
})
