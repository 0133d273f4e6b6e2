// The pinned pnpm: started through npx, so that a fresh machine needs only Node and npm.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { inRoot } from './root.mjs'
import { run, StepFailed } from './run.mjs'
import { hashOf, readStamp, removeStamp, writeStamp } from './stamp.mjs'

const stampPath = inRoot('node_modules', '.weft-stamp')

/** "pnpm@x.y.z", as package.json says it. */
function pinnedPnpm() {
  return JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).packageManager.split('+')[0]
}

export const pnpm = (args, options) => run('npx', ['--yes', pinnedPnpm(), ...args], options)

/** Folders of the workspace, as "packages/base". */
export function workspaceFolders() {
  const under = (parent) =>
    existsSync(inRoot(parent)) ? readdirSync(inRoot(parent)).map((name) => `${parent}/${name}`) : []
  return [...under('packages'), ...under('apps'), ...under('examples'), 'e2e']
    .filter((f) => existsSync(inRoot(f, 'package.json')))
    .sort()
}

function wantedStamp() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'].map((f) => inRoot(f))
  const manifests = workspaceFolders().map((folder) => inRoot(folder, 'package.json'))
  return hashOf([...files, ...manifests], process.platform, process.arch)
}

export const isInstalled = () => readStamp(stampPath) === wantedStamp()

/** Installs exactly what the lock file says. */
export async function install() {
  removeStamp(stampPath)
  const stamp = wantedStamp()
  const { code, output } = await pnpm(['install', '--frozen-lockfile', '--config.confirmModulesPurge=false'])
  if (code !== 0) throw new StepFailed(whyInstallFailed(output), output)
  writeStamp(stampPath, stamp)
}

function whyInstallFailed(output) {
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET/.test(output)) {
    return 'The npm registry could not be reached. The first start needs a network; later ones do not.'
  }
  if (/OUTDATED_LOCKFILE|frozen-lockfile/.test(output)) {
    return `A package.json and pnpm-lock.yaml disagree. Run \`npx ${pinnedPnpm()} install\` and commit the lock file.`
  }
  return 'The packages could not be installed.'
}
