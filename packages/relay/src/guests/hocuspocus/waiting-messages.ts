// Messages of documents whose token has not come: they are taken after it, in order, and what waits is bounded (SPEC F13).

export interface WaitingMessages {
  /** False when there is no room for it. */
  add(name: string, bytes: Uint8Array): boolean
  /** Takes those of one document out, in the order in which they came. */
  take(name: string): Uint8Array[]
}

/** Of a socket: bytes, messages and documents alike are bounded by it. */
const mostBytes = 1024 * 1024
/** What a message costs beside its bytes. */
const besideBytes = 256

export function createWaitingMessages(): WaitingMessages {
  const messagesByName = new Map<string, Uint8Array[]>()
  let total = 0
  const costOf = (name: string, { length }: Uint8Array): number => length + 2 * name.length + besideBytes
  return {
    add: (name, bytes) => {
      const cost = costOf(name, bytes)
      if (total + cost > mostBytes) return false
      total += cost
      const messages = messagesByName.get(name) ?? []
      // A copy: a message as it came may hold on to all that was read from the socket with it.
      messages.push(new Uint8Array(bytes))
      messagesByName.set(name, messages)
      return true
    },
    take: (name) => {
      const messages = messagesByName.get(name) ?? []
      messagesByName.delete(name)
      for (const bytes of messages) total -= costOf(name, bytes)
      return messages
    }
  }
}
