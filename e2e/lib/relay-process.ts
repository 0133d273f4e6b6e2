// A relay in a process of its own, started as a person starts it.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Scope } from '@weft/base'

const command = fileURLToPath(new URL('../../packages/cli/bin/weft.js', import.meta.url))

export interface RelayProcess {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Everything it has printed. */
  output(): string
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM, as a process manager stops it. */
  stop(): Promise<void>
  /** SIGSTOP: its sockets stay open and nobody answers. */
  pause(): void
  resume(): void
}

export interface RelayProcessOptions {
  readonly data: string
  /** Default: any free one. */
  readonly port?: number
  /** A folder to serve. */
  readonly app?: string
  readonly args?: readonly string[]
}

/** Rejects with RelayNotStarted when it ends before it listens. */
export async function startRelay(scope: Scope, options: RelayProcessOptions): Promise<RelayProcess> {
  const child = spawn(process.execPath, [command, 'relay', ...argumentsOf(options)], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const gone = once(child, 'exit')
  scope.own(() => end(child, gone, 'SIGKILL'))
  let output = ''
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`
      const [, found] = /^listening on (\S+)/.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
    // Not `exit`: what it said last may still be on its way then.
    child.once('close', (code) => reject(new RelayNotStarted(code, output)))
  })
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid!,
    output: () => output,
    kill: () => end(child, gone, 'SIGKILL'),
    stop: () => end(child, gone, 'SIGTERM'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT')
  }
}

export class RelayNotStarted extends Error {
  readonly exitCode: number | null
  readonly output: string

  constructor(exitCode: number | null, output: string) {
    super(`the relay ended with ${exitCode} before it listened:\n${output}`)
    this.exitCode = exitCode
    this.output = output
  }
}

function argumentsOf({ data, port = 0, app, args = [] }: RelayProcessOptions): string[] {
  return ['--port', String(port), '--data', data, ...(app === undefined ? [] : ['--app', app]), ...args]
}

async function end(child: ChildProcess, gone: Promise<unknown>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal)
    // A process that was stopped cannot act on a mild signal.
    if (signal !== 'SIGKILL') child.kill('SIGCONT')
  }
  await gone
}
