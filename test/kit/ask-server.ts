import { request } from 'node:http'
import { resolve } from 'node:path'

// A command of `openzc admin` for a server that runs: node ask-server.ts SOCKET COMMAND [--name value]… Loads nothing but itself.

const [socketPath, command, ...rest] = process.argv.slice(2)
const args: Record<string, string> = {}
for (let i = 0; i < rest.length; i += 2) {
  const name = rest[i]!.replace(/^--/, '')
  args[name] = name === 'file' ? resolve(rest[i + 1]!) : rest[i + 1]!
}

const call = request({ socketPath, method: 'POST', path: '/' }, async response => {
  let text = ''
  for await (const chunk of response) text += String(chunk)
  const answer = JSON.parse(text) as { result?: object; error?: object }
  if (answer.result) console.log(JSON.stringify(answer.result))
  else console.error(JSON.stringify(answer.error))
})
call.end(JSON.stringify({ command, args }))
