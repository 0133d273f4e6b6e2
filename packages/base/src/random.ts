// Randomness as an argument, and the ids that are drawn from it.

export interface Random {
  /** Uniform bytes, fit for secrets in the system's version. */
  bytes(length: number): Uint8Array
  /** Uniform in [0, 1). For jitter and sampling, not for secrets. */
  float(): number
}

export const systemRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  float: () => {
    const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
    return word / 0x1_0000_0000
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'

/** An id of `length` characters from A-Z a-z 0-9 _ -, 6 bits each: 22 characters carry 132 bits. */
export function randomId(random: Random, length = 22): string {
  let id = ''
  for (const byte of random.bytes(length)) id += alphabet[byte & 63]
  return id
}

/** A Yjs client id: 32 random bits, never stored, never reused (a reused id forks a document silently). */
export function randomClientId(random: Random): number {
  const bytes = random.bytes(4)
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
}
