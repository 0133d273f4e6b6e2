// How bytes that travel to a browser are counted and said.
import { gzipSync } from 'node:zlib'

export const gzippedBytes = (content) => gzipSync(content, { level: 9 }).length

/** "31.4 KB", of 1,024 bytes. */
export const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`

/** "31,412" */
export const inFull = (bytes) => bytes.toLocaleString('en')
