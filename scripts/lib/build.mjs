// Builds the packages and the notes app, each only when what it is made from has changed.
import { existsSync, statSync } from 'node:fs'
import { workspaceFolders } from './pnpm.mjs'
import { inRoot } from './root.mjs'
import { runNode, StepFailed } from './run.mjs'
import { hashOf, readStamp, removeStamp, sourceFiles, writeStamp } from './stamp.mjs'

const packagesStamp = inRoot('node_modules', '.cache', 'weft', 'packages-stamp')
const appStamp = inRoot('node_modules', '.cache', 'weft', 'app-stamp')
const app = inRoot('apps', 'notes')

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
  const vite = inRoot('apps', 'notes', 'node_modules', 'vite', 'bin', 'vite.js')
  const { code, output } = await runNode(vite, ['build'], { cwd: app })
  if (code !== 0) throw new StepFailed('The notes app could not be built.', output)
  writeStamp(appStamp, stamp)
}
