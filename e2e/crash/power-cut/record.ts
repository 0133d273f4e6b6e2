// Runs a real relay under strace while devices push to it, and journals each receipt with the moment it came.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Scope } from '@weft/base'
import { openRawDevice, type RawReceipt } from '../../lib/raw-device.js'
import { readTrace, type TracedCall, tracedCalls } from './trace.js'

const command = fileURLToPath(new URL('../../../packages/cli/bin/weft.js', import.meta.url))

export interface Recording {
  readonly calls: readonly TracedCall[]
  readonly receipts: readonly RawReceipt[]
}

export interface RecordingOptions {
  /** A new folder; the trace goes beside the data. */
  readonly folder: string
  /** Receipts to wait for, of each of three devices. */
  readonly receiptsEach: number
}

export async function record(scope: Scope, { folder, receiptsEach }: RecordingOptions): Promise<Recording> {
  const data = join(folder, 'data')
  const trace = join(folder, 'trace')
  await mkdir(data, { recursive: true })
  const relay = await startTraced(scope, data, trace)
  const devices = ['ana', 'ben', 'cleo'].map((device) => openRawDevice(relay.url, device))
  const receipts = await Promise.all(devices.map((device, index) => pushAll(device, receiptsEach, index)))
  for (const device of devices) (await device).close()
  await relay.kill()
  return { calls: readTrace(readFileSync(trace, 'latin1'), data), receipts: receipts.flat() }
}

async function pushAll(
  opening: ReturnType<typeof openRawDevice>,
  count: number,
  index: number
): Promise<RawReceipt[]> {
  const device = await opening
  const receipts: RawReceipt[] = []
  while (receipts.length < count) {
    // Some batches alone, some together, so that commits are of all sizes.
    const together = 1 + ((receipts.length + index) % 4)
    const pushed = Array.from({ length: together }, (_, at) =>
      device.push(`note-${(receipts.length + at) % 5}`, `word ${receipts.length} `.repeat(1 + (at % 3) * 40))
    )
    receipts.push(...(await Promise.all(pushed)))
  }
  return receipts
}

interface Traced {
  readonly url: string
  kill(): Promise<void>
}

/** strace starts the relay and ends with it. Paths are named, so that nothing but the log's files is written down. */
async function startTraced(scope: Scope, data: string, trace: string): Promise<Traced> {
  const files = ['weft.db', 'weft.db-wal', 'weft.db-journal'].flatMap((name) => ['-P', join(data, name)])
  const flags = ['-f', '--seccomp-bpf', '-ttt', '-y', '-xx', '-s', `${64 * 1024 * 1024}`]
  const child = spawn(
    'strace',
    [
      ...[...flags, '-o', trace, '-e', `trace=${tracedCalls}`, '-P', data, ...files],
      ...[process.execPath, command, 'relay', '--port', '0', '--data', data]
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] }
  )
  const gone = once(child, 'exit')
  const kill = (): Promise<void> => killTraced(child, gone)
  scope.own(kill)
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, found] = /^listening on (\S+)/.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('close', (code) => reject(new Error(`the traced relay ended with ${code}: ${errors}`)))
  })
  return { url, kill }
}

/** A tracer that is told to end lets its process go on, so the relay is killed, and the tracer ends with it. */
async function killTraced({ pid }: ChildProcess, gone: Promise<unknown>): Promise<void> {
  const children = `/proc/${pid}/task/${pid}/children`
  if (existsSync(children)) {
    for (const child of readFileSync(children, 'utf8').trim().split(/\s+/).filter(Boolean)) {
      process.kill(Number(child), 'SIGKILL')
    }
  }
  await gone
}
