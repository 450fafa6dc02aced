import preact from '@preact/preset-vite'
import { createHash } from 'node:crypto'
import { build, defineConfig, type Rolldown, type UserConfig } from 'vite'

// One config, a mode per output: `app` (the three pages in the browser) and `loader` (entrance.js on the customer's page).
// The oldest browsers that the app is built for; the loader's gate tests for what they have.
export const APP_TARGET = ['chrome96', 'edge96', 'firefox100', 'safari15.4']

const app: UserConfig = {
  base: '/app/',
  plugins: [
    preact(),
    { name: 'openzc:chat-window', closeBundle: async () => void (await buildChatWindow()) }
  ],
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: APP_TARGET,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: ['widget/index.html', 'h5-chat/index.html', 'workbench/index.html'],
      // What every page needs in one file: each further one costs a phone its headers and a place in the line
      output: {
        codeSplitting: {
          groups: [{ name: 'chat', test: /\/(node_modules|protocol|client|ui)\/(?!.*EmojiPicker)/ }]
        }
      }
    }
  }
}

/** The loader's other script comes only when it is needed: a name that stays, so that older copies of entrance.js find it. */
async function buildChatWindow(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: 'dist/app/loader',
      emptyOutDir: true,
      target: APP_TARGET,
      lib: { entry: 'loader/window/index.ts', formats: ['iife'], name: 'openzc', fileName: () => 'window.js' }
    }
  })
  const [{ output }] = built as [Rolldown.RolldownOutput]
  const hash = createHash('sha256').update(output[0].code).digest('hex').slice(0, 10)
  return `/app/loader/window.js?${hash}`
}

const loader = async (): Promise<UserConfig> => ({
  define: { __OPENZC_WINDOW__: JSON.stringify(await buildChatWindow()) },
  build: {
    outDir: 'dist/loader',
    emptyOutDir: true,
    target: 'es2015',
    minify: 'terser',
    // ES3 syntax: an old browser that cannot run it would report an error on the customer's page
    terserOptions: {
      ie8: true,
      ecma: 5,
      compress: { passes: 3, unsafe_arrows: false, arrows: false },
      mangle: { toplevel: true }
    },
    lib: { entry: 'loader/index.ts', formats: ['iife'], name: 'openzc', fileName: () => 'entrance.js' }
  }
})

export default defineConfig(({ mode }) => (mode === 'loader' ? loader() : app))
