// `npm run bench -- --scenario X --servers a,b --rounds N`: Weft measured beside other servers (packages/bench/README.md).
import { spawn } from 'node:child_process'
import { arePackagesBuilt, buildPackages } from './lib/build.mjs'
import { requireNode } from './lib/node-version.mjs'
import { progress } from './lib/progress.mjs'
import { inRoot, root } from './lib/root.mjs'

requireNode()

if (!arePackagesBuilt()) await progress('Build packages', buildPackages)
const args = process.argv.slice(2)
// `npm run bench:growth`: the same at one, ten and a hundred times of one thing.
const main = args[0] === '--growth' ? ['growth', 'main.js'] : ['main.js']
const given = args[0] === '--growth' ? args.slice(1) : args
const child = spawn(process.execPath, [inRoot('packages', 'bench', 'dist', ...main), ...given], {
  cwd: root,
  stdio: 'inherit'
})
child.on('close', (code) => {
  process.exitCode = code ?? 1
})
