// What a process costs, as Linux counts it: memory and CPU time.

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

export const isCostKnown = existsSync('/proc/self/status')

/** Clock ticks of /proc: 100 a second on every Linux that Node runs on. */
const tickMs = 10

/** Resident memory, and the most it ever was. */
export async function memoryOf(
  pid: number
): Promise<{ readonly rssBytes: number; readonly peakBytes: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const bytesOf = (name: string): number =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024
  return { rssBytes: bytesOf('VmRSS'), peakBytes: bytesOf('VmHWM') }
}

/** CPU time of all its threads so far, in user and system mode, ms. */
export async function cpuMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The name may hold spaces; what follows its bracket does not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}
