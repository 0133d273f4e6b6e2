// `npm start`: installs, builds, then runs a relay that serves the notes app. Does only what is not done already.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { arePackagesBuilt, buildApp, buildPackages, hasApp, isAppBuilt } from './lib/build.mjs'
import { requireNode } from './lib/node-version.mjs'
import { install, isInstalled } from './lib/pnpm.mjs'
import { progress } from './lib/progress.mjs'
import { inRoot, root } from './lib/root.mjs'
import { StepFailed } from './lib/run.mjs'

requireNode()

try {
  await prepare()
  startRelay()
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  process.stderr.write(`${error.output}\n${error.message}\n`)
  process.exitCode = 1
}

async function prepare() {
  if (!isInstalled()) await progress('Install packages', install)
  if (!arePackagesBuilt()) await progress('Build packages', buildPackages)
  if (hasApp() && !isAppBuilt()) await progress('Build the notes app', buildApp)
}

/** Further arguments (`npm start -- …`) go to the relay as they are, after ours. */
function startRelay() {
  const args = [
    inRoot('packages', 'cli', 'bin', 'weft.js'),
    'relay',
    ...['--port', process.env.PORT || '7420'],
    ...['--host', process.env.HOST || '127.0.0.1'],
    ...['--data', process.env.WEFT_DATA || '.weft'],
    ...(hasApp() ? ['--app', inRoot('apps', 'notes', 'dist')] : []),
    ...process.argv.slice(2)
  ]
  const relay = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
  // In a terminal Ctrl-C reaches the relay by itself; a second one would read as "stop at once".
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) relay.kill('SIGINT')
  })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => relay.kill(signal))
  stopWhenNpmIsGone(() => relay.kill('SIGTERM'))
  relay.on('error', (error) => {
    process.stderr.write(`The relay could not be started: ${error.message}\n`)
    process.exitCode = 1
  })
  relay.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

/** npm passes a SIGTERM to the shell it started, not to us: that our parent is gone is all that we see of it. */
function stopWhenNpmIsGone(stop) {
  if (process.env.npm_lifecycle_event !== 'start') return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, 500)
}
