import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Files to be copied into mini programs, below where the server has them (`/app/miniprogram/`), and what makes them. */
export const MINI_PROGRAM = {
  'ud-sdk.js': 'miniprogram/udesk/index.ts',
  'session-from.js': 'miniprogram/session-from/index.ts',
  'wechat/QDTracker.js': 'miniprogram/qidian/wechat.ts',
  'common/QDTracker.js': 'miniprogram/qidian/common.ts'
}

/** Each is one file of ES2015 that `require` and, by way of the platforms' own compilers, `import` understand. */
export async function buildMiniProgram(outDir: string) {
  for (const [file, entry] of Object.entries(MINI_PROGRAM))
    await build({
      configFile: false,
      logLevel: 'warn',
      root: fileURLToPath(new URL('..', import.meta.url)),
      build: {
        outDir,
        emptyOutDir: false,
        target: 'es2015',
        minify: 'terser',
        terserOptions: { ecma: 2015, compress: { passes: 3 }, mangle: { toplevel: true } },
        lib: { entry, formats: ['cjs'], fileName: () => file },
        rolldownOptions: { output: { exports: 'default' } }
      }
    })
}
