import { startDemo, type Demo } from '../../demo/serve.ts'
import { createProxy, type Proxy } from '#test/kit/proxy'
import { createServerProcess, type ServerProcess } from '#test/kit/server-process'
import { build } from './build.ts'
import { launchChromium, type Chromium } from './cdp.ts'

export type Site = { server: ServerProcess; demo: Demo; chromium: Chromium; chatOrigin: string }

/** The built server with a demo page on another site; `network` stands between the browser and the server. */
export async function withSite<T>(
  network: { rttMs: number; downBytesPerSecond: number; upBytesPerSecond: number } | undefined,
  work: (site: Site) => Promise<T>
): Promise<T> {
  build()
  const server = await createServerProcess()
  let proxy: Proxy | undefined
  let demo: Demo | undefined
  let chromium: Chromium | undefined
  try {
    await server.start()
    if (network) {
      const target = { host: '127.0.0.1', port: Number(new URL(server.url).port) }
      proxy = await createProxy({ target, ...network })
    }
    const chatOrigin = proxy ? new URL(proxy.url('/')).origin : server.url
    demo = await startDemo({ port: 0, chatOrigin })
    chromium = await launchChromium()
    return await work({ server, demo, chromium, chatOrigin })
  } finally {
    await chromium?.close()
    await demo?.close()
    await proxy?.close()
    await server.dispose()
  }
}
