// People who are present, in a process of their own, as the measuring process sees them.

import type { Scope } from '@weft/base'
import type { Dialect } from '../servers/server.js'
import { startClients } from './client-process.js'

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

export function startCrowd(scope: Scope, options: CrowdOptions): RemoteCrowd {
  const { word, ask: send } = startClients(scope, 'crowd-process.js', options)
  const ask = (request: CrowdRequest): void => send(request)
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
