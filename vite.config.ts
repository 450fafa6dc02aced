import preact from '@preact/preset-vite'
import { createHash } from 'node:crypto'
import { copyFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { build, defineConfig, type Plugin, type Rolldown, type UserConfig } from 'vite'
import { APP_TARGET } from './h5-chat/legacy/target.ts'
import { KEYS as LOADER_KEYS } from './loader/keys.ts'
import { KEYS, type Key } from './protocol/keys.ts'
import { resolveConfig } from './protocol/resolve-config.ts'
import { hashOf } from './loader/known.ts'
import { packNames } from './scripts/known-names.ts'
import { buildMiniProgram } from './scripts/mini-program.ts'

// One config, a mode per output: `app` (the three pages in the browser) and `loader` (the scripts on the customer's page).

const app: UserConfig = {
  base: '/app/',
  plugins: [
    preact(),
    {
      name: 'openzc:more',
      async closeBundle() {
        const shot = await buildShot()
        for (const page of ['widget', 'widget/visit', 'h5-chat']) await buildInOneFile(page, shot)
        for (const name of ['chat', 'guard']) await buildLegacy(name)
        for (const name of ['chat', 'leave'])
          copyFileSync(`h5-chat/legacy/${name}.css`, `dist/app/legacy/${name}.css`)
        await buildWorker()
        await buildMiniProgram('dist/app/miniprogram')
        for (const name of readdirSync('workbench/icons'))
          copyFileSync(`workbench/icons/${name}`, `dist/app/workbench/${name}`)
      }
    }
  ],
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: APP_TARGET,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: ['workbench/index.html']
    }
  }
}

/** A visitor's page with its script and styles in it: the first words of the chat are one round trip nearer. */
async function buildInOneFile(page: string, shot: string) {
  await build({
    configFile: false,
    logLevel: 'warn',
    base: '/app/',
    plugins: [preact(), intoThePage()],
    define: { __OPENZC_SHOT__: JSON.stringify(shot) },
    build: {
      outDir: 'dist/app',
      emptyOutDir: false,
      target: APP_TARGET,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      rolldownOptions: { input: [`${page}/index.html`], output: { codeSplitting: false } }
    }
  })
}

/** The screenshot tool: few visitors ever want it, so it is a script of its own. Answers its address. */
async function buildShot(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: 'dist/app/more',
      emptyOutDir: false,
      target: APP_TARGET,
      lib: { entry: 'ui/shot/crop.ts', formats: ['es'], fileName: () => 'shot.js' }
    }
  })
  const [{ output }] = built as [Rolldown.RolldownOutput]
  const hash = createHash('sha256').update(output[0].code).digest('hex').slice(0, 10)
  return `/app/more/shot.js?${hash}`
}

/** The service worker of the workbench: a script of its own, at an address that stays. */
async function buildWorker() {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: 'dist/app/workbench',
      emptyOutDir: false,
      target: APP_TARGET,
      lib: {
        entry: 'workbench/worker/worker.ts',
        formats: ['iife'],
        name: 'openzc',
        fileName: () => 'worker.js'
      }
    }
  })
}

/** The server finds these two elements and allows them, and no other, by their hashes. */
function intoThePage(): Plugin {
  return {
    name: 'openzc:into-the-page',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle)
      const page = files.find(({ fileName }) => fileName.endsWith('.html')) as Rolldown.OutputAsset
      for (const file of files) {
        if (file === page) continue
        // What is imported on demand is in the one file, too, with nothing to load before it
        const text = String(file.type === 'chunk' ? file.code : file.source)
          .trim()
          .replaceAll('__VITE_PRELOAD__', 'void 0')
        if (/<\/(script|style)|<!--/i.test(text))
          throw new Error(`${file.fileName} would end its own element`)
        const element =
          file.type === 'chunk' ? `<script type="module">${text}</script>` : `<style>${text}</style>`
        const tag = new RegExp(`<(script|link)[^>]*/${file.fileName}"[^>]*>(</script>)?`)
        if (!tag.test(String(page.source))) throw new Error(`the page does not name ${file.fileName}`)
        page.source = String(page.source).replace(tag, () => element)
        delete bundle[file.fileName]
      }
    }
  }
}

const KEYS_OF_SCRIPT = Object.entries<Key>(KEYS).filter(([, { on }]) => on.includes('script'))

/** The loader's other scripts come only when they are needed: names that stay, so that older copies of entrance.js find them. */
async function buildOnDemand(name: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    define: adviceFacts(),
    build: {
      outDir: 'dist/app/loader',
      emptyOutDir: false,
      target: APP_TARGET,
      minify: 'terser',
      // A few hundred bytes less than the default minifier
      terserOptions: {
        ecma: 2020,
        compress: {
          passes: 5,
          inline: 1,
          pure_getters: true,
          unsafe: true,
          unsafe_comps: true,
          unsafe_math: true,
          unsafe_arrows: true,
          unsafe_methods: true
        },
        format: { ecma: 2020 }
      },
      lib: {
        entry: `loader/${name}/index.ts`,
        formats: ['iife'],
        name: 'openzc',
        fileName: () => `${name}.js`
      }
    }
  })
  const [{ output }] = built as [Rolldown.RolldownOutput]
  return output[0].code
}

/** What advice.js knows of the table of keys: names, and what is wrong with values that the core refuses. */
function adviceFacts(): Record<string, string> {
  const spellings = Object.entries<Key>(KEYS).flatMap(([name, { alias = [], on }]) =>
    [name, ...alias].map(one => (on.includes('script') ? one : `-${one}`))
  )
  const reasons = Object.keys(LOADER_KEYS).map(name => [
    name,
    resolveConfig({ [name]: 'what no key may be' }, 'script').ignored[0]!.why
  ])
  return {
    __OPENZC_SPELLINGS__: JSON.stringify(spellings.join(' ')),
    __OPENZC_REASONS__: JSON.stringify(Object.fromEntries(reasons))
  }
}

/** Syntax of ES3: an old browser that cannot read it would report an error, and nothing of ours would run. */
const ES3 = {
  target: 'es2015',
  minify: 'terser',
  terserOptions: {
    ie8: true,
    ecma: 5,
    // The label in Chinese is shorter as escapes once it is compressed, and no page's charset spoils it
    format: {
      ascii_only: true,
      // Chromium then compiles all of it beside the page, and not each function when it is called
      preamble: '//# allFunctionsCalledOnLoad'
    },
    compress: { passes: 3, unsafe_arrows: false, arrows: false },
    mangle: { toplevel: true }
  }
} as const

/** The scripts of the page for old browsers, and the guard that sends browsers there. */
async function buildLegacy(name: string) {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ...ES3,
      outDir: 'dist/app/legacy',
      emptyOutDir: false,
      lib: {
        entry: `h5-chat/legacy/${name}.ts`,
        formats: ['iife'],
        name: 'openzc',
        fileName: () => `${name}.js`
      }
    }
  })
}

function packedNames() {
  // Pages that write keys in other spellings pay for advice.js, which then has nothing to say, and not every page for them.
  const names = KEYS_OF_SCRIPT.map(([name]) => name)
  const own = Object.keys(LOADER_KEYS)
  const others = names.filter(name => !own.includes(name))
  return { ...packNames(others, own), names: others }
}

function knownNames({ distances, by, of }: ReturnType<typeof packedNames>) {
  return {
    __OPENZC_KNOWN__: JSON.stringify(distances),
    __OPENZC_KNOWN_BY__: String(by),
    __OPENZC_KNOWN_OF__: String(of)
  }
}

/** The script of every page, or the pinned one that is the same for all companies. */
const entrance = (
  fileName: string,
  plugins: Plugin[],
  define: Record<string, string>,
  entry = 'loader/index.ts'
): UserConfig => ({
  plugins,
  define,
  build: {
    outDir: 'dist/loader',
    emptyOutDir: false,
    ...ES3,
    lib: { entry, formats: ['iife'], name: 'openzc', fileName: () => fileName }
  }
})

const settingsOfThePage: Plugin = {
  name: 'openzc:settings-of-the-page',
  enforce: 'pre',
  resolveId: (name, importer) =>
    name === './company-settings.ts' && importer ? join(dirname(importer), 'page-settings.ts') : null
}

/** Files of loader/v1 that stand in for those of the same name: the ordinary script pays nothing for the first generation. */
const STAND_INS = ['./chat.ts', './entrance.ts', './names.ts', './script.ts']
const firstGeneration: Plugin = {
  name: 'openzc:first-generation',
  enforce: 'pre',
  resolveId: (name, importer) =>
    STAND_INS.includes(name) && importer?.endsWith(join('loader', basename(importer)))
      ? join(dirname(importer), 'v1', name)
      : null
}

/** What the first generation's script cannot find out by itself; see nameOf in loader/v1/keys.ts. */
function namesOfTheFirstGeneration({ by, of, names }: ReturnType<typeof packedNames>) {
  const hashes = names.map(name => hashOf(name, by, of))
  const isOurs = (name: string) => name in LOADER_KEYS || hashes.includes(hashOf(name, by, of))
  const isFound = (other: string, name: string) =>
    name === [other, other.replace(/[A-Z]/g, '_$&').toLowerCase(), other.toLowerCase()].find(isOurs)
  const pairs = [
    ...KEYS_OF_SCRIPT.flatMap(([name, { alias = [] }]) => alias.map(other => [other, name] as const)),
    ['visitTitle', 'cur_visit_title'] as const,
    ['visitUrl', 'cur_visit_url'] as const
  ].filter(([other, name]) => !isFound(other, name))
  return { __OPENZC_V1_NAMES__: JSON.stringify(Object.fromEntries(pairs)) }
}

const loader = async (): Promise<UserConfig> => {
  const names = packedNames()
  // One hash for all, since every page pays for it
  const hash = createHash('sha256')
  for (const name of ['window', 'advice', 'visit', 'invite', 'doctor']) hash.update(await buildOnDemand(name))
  const define = {
    __OPENZC_ON_DEMAND__: JSON.stringify(hash.digest('hex').slice(0, 6)),
    ...knownNames(names)
  }
  const pinned = entrance('pinned.js', [settingsOfThePage], define)
  await build({ configFile: false, logLevel: 'warn', ...pinned })
  const v1 = { ...define, ...namesOfTheFirstGeneration(names) }
  const first = entrance('v1.js', [firstGeneration], v1, 'loader/v1/index.ts')
  await build({ configFile: false, logLevel: 'warn', ...first })
  return entrance('entrance.js', [], define)
}

export default defineConfig(({ mode }) => (mode === 'loader' ? loader() : app))
