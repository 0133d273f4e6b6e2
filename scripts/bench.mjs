// `npm run bench -- --scenario X --servers a,b --rounds N`: Weft measured beside other servers (packages/bench/README.md).
import { spawn } from 'node:child_process'
import { arePackagesBuilt, buildPackages } from './lib/build.mjs'
import { requireNode } from './lib/node-version.mjs'
import { progress } from './lib/progress.mjs'
import { inRoot, root } from './lib/root.mjs'

requireNode()

if (!arePackagesBuilt()) await progress('Build packages', buildPackages)
const main = inRoot('packages', 'bench', 'dist', 'main.js')
const child = spawn(process.execPath, [main, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
child.on('close', (code) => {
  process.exitCode = code ?? 1
})
