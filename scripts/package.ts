// Makes what bundlers import: dist/package, an ES module with its types. It has no imports, so to take the types out is all.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = join(root, 'dist/package')
const source = join(root, 'loader/package/index.ts')

mkdirSync(out, { recursive: true })
const code = stripTypeScriptTypes(readFileSync(source, 'utf8'), { mode: 'strip' })
  .replaceAll(/[ \t]+$/gm, '')
  .replaceAll(/\n{3,}/g, '\n\n')
writeFileSync(join(out, 'index.js'), code)
cpSync(join(root, 'loader/zc.d.ts'), join(root, 'dist/zc.d.ts'))
const types = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/typescript/bin/tsc'),
    source,
    '--outDir',
    out,
    '--rootDir',
    join(root, 'loader/package'),
    // The project's own settings are for programs that run here
    ...'--ignoreConfig --declaration --emitDeclarationOnly --strict --module nodenext --target es2022 --lib es2022,dom'.split(
      ' '
    ),
    '--types',
    ''
  ],
  { cwd: root, stdio: 'inherit' }
)
process.exit(types.status ?? 1)
