// Runs one program to its end, keeping what it said.
import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { root } from './root.mjs'

/**
 * Resolves with the exit code and everything printed (both streams, in order of arrival); never rejects for a
 * failing program. A program that cannot be started at all counts as exit code 127. One `inBackground`, and all that it
 * starts, gets what time the others leave.
 */
export function run(command, args, { cwd = root, env = {}, inBackground = false, onOutput = () => {} } = {}) {
  return new Promise((resolve) => {
    let output = ''
    const take = (chunk) => {
      output += chunk
      onOutput(String(chunk))
    }
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npx is a .cmd file on Windows, which only a shell can start.
      shell: process.platform === 'win32' && command === 'npx'
    })
    if (inBackground && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', (error) => resolve({ code: 127, output: `${output}${command}: ${error.message}\n` }))
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output, signal }))
  })
}

/** The same for a Node program. */
export const runNode = (file, args, options) => run(process.execPath, [file, ...args], options)

/** A step's failure that is already fit to be shown: a sentence, and what the program printed. */
export class StepFailed extends Error {
  constructor(message, output = '') {
    super(message)
    this.output = output
  }
}
