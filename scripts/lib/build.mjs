// Builds the packages, the notes app and the examples, each only when what it is made from has changed.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { workspaceFolders } from './pnpm.mjs'
import { inRoot } from './root.mjs'
import { runNode, StepFailed } from './run.mjs'
import { hashOf, readStamp, removeStamp, sourceFiles, writeStamp } from './stamp.mjs'

const packagesStamp = inRoot('node_modules', '.cache', 'weft', 'packages-stamp')
const appStamp = inRoot('node_modules', '.cache', 'weft', 'app-stamp')
const app = inRoot('apps', 'notes')
const examplesStamp = inRoot('node_modules', '.cache', 'weft', 'examples-stamp')
const examples = inRoot('examples')

export const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc')

const packageFolders = () => workspaceFolders().filter((folder) => folder.startsWith('packages/'))

function packageSources() {
  const shared = ['tsconfig.json', 'tsconfig.base.json', 'pnpm-lock.yaml'].map((f) => inRoot(f))
  const own = packageFolders().flatMap((folder) => [
    inRoot(folder, 'tsconfig.json'),
    ...sourceFiles(inRoot(folder, 'src'))
  ])
  return [...shared, ...own].filter((file) => existsSync(file))
}

/** Changes also when somebody else ran tsc, or took a dist folder away. */
function wantedPackagesStamp() {
  const built = packageFolders().map(
    (folder) => statSync(inRoot(folder, 'dist', '.tsbuildinfo'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  )
  return hashOf(packageSources(), built)
}

export const arePackagesBuilt = () => readStamp(packagesStamp) === wantedPackagesStamp()

/** `tsc -b` over all packages and the app's types; incremental. */
export async function buildPackages() {
  removeStamp(packagesStamp)
  const { code, output } = await runNode(tsc, ['-b'])
  if (code !== 0) throw new StepFailed('TypeScript found errors.', output)
  writeStamp(packagesStamp, wantedPackagesStamp())
}

/** False while the app has no page to build. */
export const hasApp = () => existsSync(inRoot('apps', 'notes', 'index.html'))

const wantedAppStamp = () => hashOf([...sourceFiles(app), ...packageSources()])

export const isAppBuilt = () =>
  existsSync(inRoot('apps', 'notes', 'dist', 'index.html')) && readStamp(appStamp) === wantedAppStamp()

export async function buildApp() {
  removeStamp(appStamp)
  const stamp = wantedAppStamp()
  await buildPage(app, 'The notes app could not be built.')
  writeStamp(appStamp, stamp)
}

/** Holds the built app to the budget of its first load (SPEC M5); resolves with what it is. */
export async function checkAppSize() {
  const { code, output } = await runNode(join(app, 'scripts', 'check-size.mjs'), [])
  if (code !== 0) throw new StepFailed('The notes app is larger than its budget.', output)
  return output.trim().split('\n').at(-1).trim().replace(/ +/g, ' ')
}

/** The examples that are pages; what they share is not. */
const examplePages = () =>
  workspaceFolders()
    .filter((folder) => folder.startsWith('examples/') && existsSync(inRoot(folder, 'index.html')))
    .map((folder) => inRoot(folder))

const wantedExamplesStamp = () => hashOf([...sourceFiles(examples), ...packageSources()])

export const areExamplesBuilt = () =>
  examplePages().every((folder) => existsSync(join(folder, 'dist', 'index.html'))) &&
  readStamp(examplesStamp) === wantedExamplesStamp()

/** Resolves with how many pages were built. */
export async function buildExamples() {
  removeStamp(examplesStamp)
  const stamp = wantedExamplesStamp()
  const pages = examplePages()
  for (const folder of pages) await buildPage(folder, `The example in ${folder} could not be built.`)
  writeStamp(examplesStamp, stamp)
  return pages.length
}

async function buildPage(folder, complaint) {
  const vite = join(folder, 'node_modules', 'vite', 'bin', 'vite.js')
  const { code, output } = await runNode(vite, ['build'], { cwd: folder })
  if (code !== 0) throw new StepFailed(complaint, output)
}
