// Reads what strace wrote down of a process: each change that it asked the file system for, and each sync, in order.

export type DiskCall =
  | { readonly kind: 'create'; readonly file: string }
  | { readonly kind: 'remove'; readonly file: string }
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly length: number }
  /** Of a file, or of the folder when `file` is empty: what was asked for before `begins` is on the disk from here on. */
  | { readonly kind: 'synced'; readonly file: string; readonly begins: number }

export interface TracedCall {
  /** Wall time at which it began, ms; for a sync, at which it ended. */
  readonly time: number
  readonly call: DiskCall
}

/** The calls that change a file or a folder, as strace is asked for them. */
export const tracedCalls = 'pwrite64,write,ftruncate,fsync,fdatasync,unlink,openat'

interface Line {
  readonly pid: string
  readonly time: number
  readonly text: string
}

/** `folder` is the traced one, without a slash at its end. Throws on a change that it does not know. */
export function readTrace(trace: string, folder: string): TracedCall[] {
  const calls: TracedCall[] = []
  const unfinished = new Map<string, Line & { readonly begins: number }>()
  for (const raw of trace.split('\n')) {
    const line = parseLine(raw)
    if (!line) continue
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(line.text)
    const begun = unfinished.get(line.pid)
    if (line.text.endsWith('<unfinished ...>')) {
      unfinished.set(line.pid, { ...line, begins: calls.length })
      continue
    }
    const begins = resumed && begun ? begun.begins : calls.length
    const text = resumed && begun ? begun.text.replace(/\s*<unfinished \.\.\.>$/, '') + resumed[1] : line.text
    if (resumed) unfinished.delete(line.pid)
    const call = toCall(text, folder, begins)
    if (call) calls.push({ time: line.time, call })
  }
  return calls
}

function parseLine(raw: string): Line | undefined {
  const match = /^(\d+) +(\d+\.\d+) (.*)$/s.exec(raw)
  const [, pid, seconds, text] = match ?? []
  if (pid === undefined || seconds === undefined || text === undefined) return undefined
  return { pid, time: Number(seconds) * 1000, text }
}

function toCall(text: string, folder: string, begins: number): DiskCall | undefined {
  const [, name, args, result] = /^(\w+)\((.*)\)\s+= (-?\d+|\?)/s.exec(text) ?? []
  // What failed has changed nothing; what was cut by the end of the process never returned.
  if (name === undefined || args === undefined || result === undefined || !/^\d/.test(result))
    return undefined
  switch (name) {
    case 'openat': {
      const [, path = ''] = /, "([^"]*)"/.exec(args) ?? []
      return args.includes('O_CREAT') ? { kind: 'create', file: within(path, folder) } : undefined
    }
    case 'unlink': {
      const [, path = ''] = /"([^"]*)"/.exec(args) ?? []
      return { kind: 'remove', file: within(path, folder) }
    }
    case 'pwrite64':
      return toWrite(args, folder)
    case 'ftruncate':
      return { kind: 'truncate', file: fileOf(args, folder), length: Number(args.split(', ').at(-1)) }
    case 'fsync':
    case 'fdatasync':
      return { kind: 'synced', file: fileOf(args, folder), begins }
    default:
      throw new Error(`a change that the rebuilt disk does not know: ${text.slice(0, 200)}`)
  }
}

function toWrite(args: string, folder: string): DiskCall {
  const [, data = '', length, offset] = /, "([^"]*)", (\d+), (\d+)$/.exec(args) ?? []
  const bytes = unescaped(data)
  if (bytes.length !== Number(length)) throw new Error('a write that strace did not write down whole')
  return { kind: 'write', file: fileOf(args, folder), offset: Number(offset), bytes }
}

/** `30<\x2f…>`: a descriptor and the path behind it. */
function fileOf(args: string, folder: string): string {
  const [, path = ''] = /^\d+<([^>]*)>/.exec(args) ?? []
  return within(path, folder)
}

function within(escaped: string, folder: string): string {
  const path = unescaped(escaped)
    .toString('utf8')
    .replace(/ \(deleted\)$/, '')
  if (path === folder) return ''
  if (!path.startsWith(`${folder}/`)) throw new Error(`a call outside of the folder: ${path}`)
  return path.slice(folder.length + 1)
}

/** Every byte as `\x2f`. */
const unescaped = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex')
