// Reads a trace from a file, as JSON or gzipped JSON.

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseTrace, type Trace, TraceError } from './trace.js'

/** Throws TraceError, which names the file and the place in it. */
export function readTrace(file: string): Trace {
  try {
    return parseTrace(parseJson(readBytes(file)))
  } catch (error) {
    if (!(error instanceof TraceError)) throw error
    throw new TraceError(error.code, `${file}: ${error.message.slice(error.code.length + 2)}`)
  }
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new TraceError('trace-not-found', (error as Error).message)
  }
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b
/** What stands in place of a large file that was never fetched. */
const pointer = 'version https://git-lfs'

function parseJson(bytes: Buffer): unknown {
  if (bytes.toString('utf8', 0, pointer.length) === pointer)
    throw new TraceError('trace-not-json', 'a pointer of Git LFS, not the file itself')
  try {
    return JSON.parse((isGzip(bytes) ? gunzipSync(bytes) : bytes).toString('utf8'))
  } catch (error) {
    throw new TraceError('trace-not-json', (error as Error).message)
  }
}
