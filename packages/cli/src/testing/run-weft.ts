// The built command as a process of its own, as a person runs it; killed after the test if it still runs.

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/weft.js', import.meta.url))

export interface Run {
  readonly child: ChildProcess
  readonly output: () => string
  readonly errors: () => string
  /** Its exit code. */
  readonly ended: Promise<number | null>
  /** The address it listens on. */
  readonly listening: Promise<string>
}

export function runWeft(...args: string[]): Run {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  let errors = ''
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk
      const found = /^listening on (\S+)$/m.exec(output)?.[1]
      if (found) resolve(found)
    })
    void ended.then(() => reject(new Error(`it ended: ${errors}`)))
  })
  listening.catch(() => {})
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  return { child, output: () => output, errors: () => errors, ended, listening }
}
