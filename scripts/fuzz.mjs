// `npm run fuzz -- --frames N [--seed S] [--target T]`: hostile bytes for relays, the guard and devices (e2e/fuzz/README.md).
import { arePackagesBuilt, buildPackages } from './lib/build.mjs'
import { buildFuzzer, runFuzzer } from './lib/fuzz.mjs'
import { requireNode } from './lib/node-version.mjs'
import { progress } from './lib/progress.mjs'
import { StepFailed } from './lib/run.mjs'

requireNode()

try {
  if (!arePackagesBuilt()) await progress('Build packages', buildPackages)
  await progress('Build the fuzzer', buildFuzzer)
  process.exitCode = await runFuzzer(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  process.stderr.write(`${error.output}\n${error.message}\n`)
  process.exitCode = 1
}
