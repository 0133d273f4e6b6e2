// A round's trace on disk, written before each step is taken: what is left when a child hangs, dies or is killed.

import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { type Action, decodeActions, encodeAction } from './action.js'

/** Two bytes: the phase, and the world that was drawn. */
const headerBytes = 2

const phases = ['idle', 'opening', 'acting', 'checking'] as const
export type Phase = (typeof phases)[number]

export interface TraceFile {
  begin(world: number): void
  add(action: Action): void
  enter(phase: Phase): void
  close(): void
}

export interface Trace {
  readonly phase: Phase
  readonly world: number
  readonly actions: readonly Action[]
}

export function openTraceFile(path: string): TraceFile {
  const file = openSync(path, 'w+')
  let end = 0
  const write = (bytes: Uint8Array, at: number): void => {
    for (let done = 0; done < bytes.length; )
      done += writeSync(file, bytes, done, bytes.length - done, at + done)
  }
  return {
    begin: (world) => {
      ftruncateSync(file, 0)
      write(Uint8Array.of(phases.indexOf('opening'), world), 0)
      end = headerBytes
    },
    add: (action) => {
      const bytes = encodeAction(action)
      write(bytes, end)
      end += bytes.length
    },
    enter: (phase) => write(Uint8Array.of(phases.indexOf(phase)), 0),
    close: () => closeSync(file)
  }
}

export function readTrace(bytes: Uint8Array): Trace {
  const [phase = 0, world = 0] = bytes
  return { phase: phases[phase] ?? 'idle', world, actions: decodeActions(bytes.subarray(headerBytes)) }
}

/** What changes whenever the child comes further; undefined while there is no file. */
export function progressOf(path: string): { readonly phase: Phase; readonly mark: string } | undefined {
  try {
    const file = openSync(path, 'r')
    try {
      const { size, mtimeMs } = fstatSync(file)
      const first = new Uint8Array(1)
      readSync(file, first, 0, 1, 0)
      return { phase: phases[first[0] ?? 0] ?? 'idle', mark: `${size} ${mtimeMs}` }
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
