// Starts writers, and keeps outside of them what they made and what they were shown: the oracle of the tests with guests.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Scope } from '@weft/base'
import { untilTrue } from '../../lib/until.js'

const script = fileURLToPath(new URL('writer.mjs', import.meta.url))

/** `yjs-tabs`: with another tab beside it; see writer/sibling-tab.mjs. */
export type WriterKind = 'yjs' | 'yjs-tabs' | 'hocuspocus' | 'weft'

/** Client, clock and length. */
export type Range = readonly [client: number, clock: number, length: number]

/** A transaction of a writer; see writer/own-edits.mjs. */
export interface Made {
  readonly number: number
  readonly client: number
  readonly from: number
  readonly to: number
  readonly deletes: readonly Range[]
  readonly marks: readonly string[]
}

export interface DocumentState {
  readonly text: string
  readonly styled: unknown
  readonly map: unknown
  readonly list: unknown
  readonly page: string
  readonly vector: readonly (readonly [client: number, clock: number])[]
  readonly deletes: readonly (readonly [client: number, ranges: readonly (readonly [number, number])[]])[]
  readonly isPending: boolean
}

export interface Writer {
  readonly name: string
  readonly kind: WriterKind
  readonly made: ReadonlyMap<number, Made>
  /** Numbers of edits that are in its own store, and that its client was shown as on the relay. */
  readonly saved: ReadonlySet<number>
  readonly kept: ReadonlySet<number>
  /** What the relay said it does not take. */
  readonly refused: readonly string[]
  tell(command: 'edit' | 'hurry' | 'rest' | 'connect' | 'disconnect'): void
  /** The document as it is there, and what the client says of itself. */
  state(): Promise<{ readonly document: DocumentState; readonly shown: unknown }>
  /** SIGKILL; resolves when it is gone and all it said has been read. */
  kill(): Promise<void>
}

type Fact =
  | ['ready', undefined]
  | ['made', Made]
  | ['saved' | 'kept', number]
  | ['refused', string]
  | ['state', Awaited<ReturnType<Writer['state']>>]

export interface WriterOptions {
  readonly kind: WriterKind
  readonly url: string
  readonly space: string
  readonly document: string
  /** What its marks begin with. */
  readonly name: string
  /** Its store. */
  readonly folder: string
  readonly seed: number
  /** The mean time between its edits. */
  readonly everyMs: number
}

/** It is connected or connecting, and does not edit until it is told to. */
export async function startWriter(scope: Scope, options: WriterOptions): Promise<Writer> {
  const { name, kind } = options
  const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  const closed = once(child, 'close')
  const kill = async (): Promise<void> => {
    was.killed = true
    child.kill('SIGKILL')
    await closed
  }
  scope.own(kill)
  // It may be gone when it is spoken to.
  child.stdin?.on('error', () => {})
  const made = new Map<number, Made>()
  const saved = new Set<number>()
  const kept = new Set<number>()
  const refused: string[] = []
  const states: Awaited<ReturnType<Writer['state']>>[] = []
  const was = { ready: false, killed: false, ended: false }
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const [fact, content] = parseLine(line, was.killed)
    if (fact === 'ready') was.ready = true
    else if (fact === 'made') made.set(content.number, content)
    else if (fact === 'saved') saved.add(content)
    else if (fact === 'kept') kept.add(content)
    else if (fact === 'refused') refused.push(content)
    else if (fact === 'state') states.push(content)
  })
  child.once('exit', () => {
    was.ended = true
  })
  await untilTrue(() => was.ready || was.ended, `writer ${name}`)
  if (was.ended) throw new Error(`writer ${name} ended with ${child.exitCode}`)
  const tell = (command: string): void => void child.stdin?.write(`${command}\n`)
  return {
    ...{ name, kind, made, saved, kept, refused, tell },
    state: async () => {
      const before = states.length
      tell('state')
      await untilTrue(() => states.length > before || was.ended, `the state of ${name}`)
      if (was.ended) throw new Error(`writer ${name} ended with ${child.exitCode}`)
      return states[before]!
    },
    kill
  }
}

/** What a process wrote last may be cut by its death. */
function parseLine(line: string, mayBeCut: boolean): Fact | [null, null] {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (mayBeCut) return [null, null]
    throw error
  }
}
