import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What a bundler makes of each module, served as pages of a site of their own: `/<name>.html`, with `?policy=` as their CSP. */
export async function serveModules(entries: Record<string, string>): Promise<{ url: string; close(): void }> {
  const scripts = new Map<string, string>()
  for (const [name, entry] of Object.entries(entries)) scripts.set(`/${name}.js`, await bundle(entry))
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    const policy = searchParams.get('policy')
    if (policy) response.setHeader('content-security-policy', policy)
    const script = scripts.get(pathname)
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html')
    response.end(
      script ??
        `<!doctype html><html lang="en"><title>Example</title><link rel="icon" href="data:,"><main id="root"></main><script type="module" src="${pathname.replace('.html', '.js')}"></script>`
    )
  })
  return { url: await listening(server), close: () => void server.close() }
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: 'error',
    // As an integrator develops: React runs effects twice only then
    mode: 'development',
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false'
    },
    resolve: { alias: { openzc: `${root}dist/package/index.js` } },
    build: { write: false, minify: false, lib: { entry, formats: ['es'] } }
  })
  const [{ output }] = built as [Rolldown.RolldownOutput]
  return output[0].code
}
