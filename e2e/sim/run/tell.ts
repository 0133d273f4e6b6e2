// A run as lines to read: when, who, and what a frame says.

import { parseFrame } from '@weft/protocol'

export function tellOf(out: { write(text: string): unknown }) {
  return (elapsedMs: number, text: string, bytes?: Uint8Array): void => {
    out.write(`${String(elapsedMs).padStart(8)} ${text} ${bytes ? describe(bytes) : ''}\n`)
  }
}

function describe(bytes: Uint8Array): string {
  const parsed = parseFrame(bytes)
  if (!parsed.ok) return `${bytes.length} bytes`
  const frame = parsed.value
  return JSON.stringify(frame, (key, value: unknown) => {
    if (value instanceof Uint8Array)
      return `${value.length}:${Buffer.from(value.subarray(0, 3)).toString('hex')}`
    if (key === 'texts' || key === 'limits') return undefined
    return value
  }).slice(0, 3000)
}
