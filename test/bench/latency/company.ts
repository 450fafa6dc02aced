import { adminSocketPath } from '#server/data-dir'
import { askServer } from '#server/admin/local'
import { PROTOCOL_VERSION } from '#protocol/version'
import type { ServerProcess } from '#test/kit/server-process'
import type { Pair } from './load.ts'

/** Visitors, and for each an agent of its own who follows only that timeline, with the desk open as in the workbench. */
export async function createPairs(server: ServerProcess, count: number): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let i = 0; i < count; i++) {
    const [{ uid, token }, cookie] = await Promise.all([createVisitor(server), createAgent(server, i)])
    const follow = [{ uid, at: null }]
    const socket = server.url.replace('http', 'ws')
    pairs.push({
      uid,
      visitor: {
        url: `${socket}/socket`,
        hello: { type: 'hello', protocol: PROTOCOL_VERSION, token, follow }
      },
      agent: {
        url: `${socket}/workbench/socket`,
        cookie,
        hello: {
          type: 'hello',
          protocol: PROTOCOL_VERSION,
          token: '',
          desk: null,
          follow
        }
      }
    })
  }
  return pairs
}

async function createVisitor({ url, demo }: ServerProcess) {
  const response = await post(`${url}/api/visitor/session`, { sysnum: demo.sysnum })
  return (await response.json()) as { uid: string; token: string }
}

async function createAgent({ url, dataDir, demo }: ServerProcess, i: number): Promise<string> {
  const answer = await askServer(adminSocketPath(dataDir), 'create-agent', {
    sysnum: demo.sysnum,
    email: `bench-${i}@demo.example`,
    name: `Agent ${i}`
  })
  if (!answer || 'error' in answer) throw new Error(`create-agent: ${JSON.stringify(answer)}`)
  const key = String(answer.result['link']).split('#key=')[1]
  const response = await post(`${url}/api/agent/claim`, { key, password: 'the password of a benchmark' })
  return response.headers.get('set-cookie')!.split(';')[0]!
}

async function post(url: string, body: object): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return response
}
