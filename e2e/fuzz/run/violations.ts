// A violation as it is kept: the trace that replays it, and the last message in hexadecimal.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type TargetName, targetNames } from './target.js'
import { readTrace } from './trace-file.js'

export interface Violation {
  readonly target: TargetName
  readonly seed: number
  readonly round: number
  readonly said: readonly string[]
  /** Paths. */
  readonly trace: string
  readonly hex: string
}

export function writeFound(
  folder: string,
  { target, seed, round }: Pick<Violation, 'target' | 'seed' | 'round'>,
  trace: string,
  said: readonly string[]
): Pick<Violation, 'trace' | 'hex'> {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${target}-${seed}-${round}.trace`)
  copyFileSync(trace, path)
  const { actions } = readTrace(readFileSync(path))
  const last = actions.filter(({ kind }) => kind === 'send').at(-1)
  const hex = path.replace(/trace$/, 'hex')
  writeFileSync(hex, `${last?.kind === 'send' ? Buffer.from(last.bytes).toString('hex') : ''}\n`)
  writeFileSync(path.replace(/trace$/, 'txt'), `${said.join('\n')}\n`)
  return { trace: path, hex }
}

/** A trace's name begins with its target. */
export function readFoundTrace(path: string): { readonly target: TargetName } {
  const target = targetNames.find((name) => basename(path).startsWith(`${name}-`))
  if (!target) throw new Error(`${path} does not begin with the name of a target`)
  return { target }
}
