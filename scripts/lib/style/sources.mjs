// Reads and parses the source files that the style rules look at.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import ts from 'typescript'
import { inRoot, root } from '../root.mjs'

/**
 * Every .ts and .tsx file of packages, apps, examples and e2e, as
 * `{ path, owner, text, tree, isTest, imports }`: `path` from the root with slashes, `owner` such as
 * "packages/base", `imports` as `{ name, line }` (types, re-exports and dynamic imports too).
 */
export function readSources() {
  const own = ['packages', 'apps'].flatMap(foldersOf).flatMap((owner) => readUnder(owner, 'src'))
  // An example is read as it lies there: its page and its script are at the top.
  const examples = foldersOf('examples').flatMap((owner) => readUnder(owner, '.'))
  return [...own, ...examples, ...readUnder('e2e', '.')]
}

const foldersOf = (parent) =>
  existsSync(inRoot(parent))
    ? readdirSync(inRoot(parent), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${parent}/${name}`)
    : []

const readUnder = (owner, folder) => filesUnder(inRoot(owner, folder)).map((file) => read(file, owner))

function filesUnder(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesUnder(path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })
}

function read(file, owner) {
  const text = readFileSync(file, 'utf8')
  const path = relative(root, file).split(sep).join('/')
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, kind)
  const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
    name: fileName,
    line: tree.getLineAndCharacterOfPosition(pos).line + 1
  }))
  return { path, owner, text, tree, isTest: /\.test\.tsx?$/.test(path), imports }
}

export const lineOf = (source, node) =>
  source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line + 1

/** Calls `look` for each node of the file. */
export function walk(source, look) {
  const visit = (node) => {
    look(node)
    ts.forEachChild(node, visit)
  }
  visit(source.tree)
}
