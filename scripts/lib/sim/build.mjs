// Turns the simulation's TypeScript into modules that plain Node runs, in a folder from which the packages are found.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { inRoot } from '../root.mjs'

const source = inRoot('e2e', 'sim')
const target = inRoot('e2e', 'node_modules', '.cache', 'weft-sim')

/** Resolves with the folder of the built modules. Types are checked by another step. */
export function buildSim() {
  const wanted = new Set()
  for (const path of filesUnder('')) {
    const built = join(target, path.replace(/\.ts$/, '.js'))
    wanted.add(built)
    const from = join(source, path)
    if (existsSync(built) && statSync(built).mtimeMs >= statSync(from).mtimeMs) continue
    const { outputText } = ts.transpileModule(readFileSync(from, 'utf8'), {
      fileName: from,
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
        verbatimModuleSyntax: true,
        inlineSourceMap: true,
        inlineSources: true
      }
    })
    mkdirSync(dirname(built), { recursive: true })
    writeFileSync(built, outputText)
  }
  for (const path of builtUnder(target)) if (!wanted.has(path)) rmSync(path)
  writeFileSync(join(target, 'package.json'), '{ "type": "module" }\n')
  return target
}

function filesUnder(folder) {
  return readdirSync(join(source, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesUnder(path)
    return /\.ts$/.test(path) && !/\.test\.ts$/.test(path) ? [path] : []
  })
}

function builtUnder(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return builtUnder(path)
    return path.endsWith('.js') ? [path] : []
  })
}
