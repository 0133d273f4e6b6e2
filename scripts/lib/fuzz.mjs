// Builds the fuzzer and runs it: `npm run fuzz`, and the step of `npm test`.
import { spawn } from 'node:child_process'
import { tsc } from './build.mjs'
import { inRoot } from './root.mjs'
import { runNode, StepFailed } from './run.mjs'

const main = inRoot('e2e', 'fuzz', 'dist', 'main.js')

/** Types are checked on the way; incremental. */
export async function buildFuzzer() {
  const { code, output } = await runNode(tsc, ['-p', inRoot('e2e', 'fuzz')])
  if (code !== 0) throw new StepFailed('TypeScript found errors in the fuzzer.', output)
}

/** Resolves with the exit code; what it says goes straight to the terminal. */
export function runFuzzer(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: 'inherit' })
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** Resolves with the exit code and all that it said. */
export const fuzzQuietly = (args) => runNode(main, args)
