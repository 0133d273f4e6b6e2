// People who are present, in a process of their own, as the measuring process sees them.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Scope } from '@weft/base'
import type { Dialect } from '../servers/server.js'

export interface CrowdOptions {
  readonly dialect: Dialect
  readonly url: string
  readonly document: string
  /** The number of the first of them, how many they are, and how many there are anywhere. */
  readonly first: number
  readonly count: number
  readonly all: number
  /** How many connect at a time. */
  readonly atOnce: number
}

export type CrowdRequest =
  | { readonly kind: 'say'; readonly from: number; readonly turns: number }
  | { readonly kind: 'bytes' }

export interface RemoteCrowd {
  /** All are in. */
  readonly open: Promise<void>
  /** As `sayInTurn` does. Resolves with its `at` when all is said. */
  say(from: number, turns: number): Promise<number[][]>
  /** Wire bytes of all of them so far, in and out. */
  bytes(): Promise<number>
}

/** Also from the sources, where tests run, it is the built one. */
const script = fileURLToPath(new URL('../../dist/clients/crowd-process.js', import.meta.url))

export function startCrowd(scope: Scope, options: CrowdOptions): RemoteCrowd {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  const gone = once(child, 'exit')
  scope.own(async () => {
    child.kill('SIGKILL')
    await gone
  })
  const lines = createInterface({ input: child.stdout })
  const word = <W>(kind: string): Promise<W> => {
    const said = new Promise<W>((resolve, reject) => {
      const look = (line: string): void => {
        const told = JSON.parse(line) as W & { kind: string }
        if (told.kind !== kind) return
        lines.off('line', look)
        resolve(told)
      }
      lines.on('line', look)
      child.once('exit', (code) => reject(new Error(`the crowd ended with ${code}`)))
    })
    said.catch(() => undefined)
    return said
  }
  const ask = (request: CrowdRequest): void => void child.stdin.write(`${JSON.stringify(request)}\n`)
  return {
    open: word<object>('open').then(() => undefined),
    say: async (from, turns) => {
      const said = word<{ at: number[][] }>('said')
      ask({ kind: 'say', from, turns })
      return (await said).at
    },
    bytes: async () => {
      const told = word<{ bytes: number }>('bytes')
      ask({ kind: 'bytes' })
      return (await told).bytes
    }
  }
}
