import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { tmpdir } from 'node:os'
import { findFreePort } from './postgres/server.ts'

const EXAMPLE = new URL('../../deploy/nginx.conf', import.meta.url)

export function findNginx(): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  const found = folders.map(folder => join(folder, 'nginx')).find(path => existsSync(path))
  if (!found) throw new Error('nginx is not here: apt-get install nginx-light')
  return found
}

/** A real nginx with our example before the server at `port`, without certificates; `damage` is what an operator may do to it. */
export async function startNginx(
  port: number,
  damage: (text: string) => string = text => text
): Promise<{ url: string; port: number; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-nginx-'))
  const own = await findFreePort()
  const example = readFileSync(EXAMPLE, 'utf8')
    .replace('listen 443 ssl;', `listen 127.0.0.1:${own};`)
    .replace(/^ *ssl_certificate.*$/gm, '')
    .replace('127.0.0.1:8787', `127.0.0.1:${port}`)
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${join(folder, name)};`
  )
  const path = join(folder, 'nginx.conf')
  writeFileSync(
    path,
    `daemon off; pid ${join(folder, 'pid')}; error_log stderr crit; events {}\nhttp { access_log off; ${places.join(' ')}\n${damage(example)}}\n`
  )
  const child = spawn(findNginx(), ['-e', 'stderr', '-p', folder, '-c', path], {
    stdio: ['ignore', 'ignore', 'inherit']
  })
  const url = `http://127.0.0.1:${own}`
  await answers(url)
  return {
    url,
    port: own,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

async function answers(url: string, tries = 200): Promise<void> {
  try {
    await fetch(`${url}/healthz`)
  } catch (error) {
    if (tries === 0) throw error
    await new Promise(resolve => setTimeout(resolve, 25))
    await answers(url, tries - 1)
  }
}
