// npm start: builds when needed, then the server with the demo company, and the demo shop on a site of its own.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const build = spawnSync(process.execPath, [fileURLToPath(new URL('./build.mjs', import.meta.url))], {
  stdio: 'inherit'
})
if (build.status !== 0) process.exit(build.status ?? 1)

const [{ readConfig }, { serve }, { runCommand }, { furnishDemo }, { startDemo }] = await Promise.all(
  [
    '../server/config.ts',
    '../server/serve.ts',
    '../server/admin/commands.ts',
    '../server/admin/demo-company.ts',
    '../demo/serve.ts'
  ].map(path => import(path))
)

try {
  const running = await serve(readConfig(process.env))
  const { database, hub, vault } = running.services
  const context = { database, now: Date.now, origin: running.url, signOut: hub.endSessionsOf, vault }
  const { link, signingKey } = await runCommand(context, 'demo-link', {})
  await furnishDemo(running.services)
  const demo = await startDemo({
    port: Number(process.env.DEMO_PORT || 8788),
    chatOrigin: running.url,
    signingKey
  })
  console.log('OpenZC ready')
  console.log(`Demo shop  ${demo.url}`)
  console.log(
    `Workbench  ${link ?? `${running.url}/workbench`}${link ? '   (signs in once, then asks for a password)' : ''}`
  )
  console.log(`Server     ${running.url}`)
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, async () => {
      await Promise.all([demo.close(), running.stop()])
      process.exit(0)
    })
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
