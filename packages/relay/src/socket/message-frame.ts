// A binary WebSocket message as bytes on the wire (RFC 6455, 5.2), framed once for all sockets that get the same one.
//
// A server's frames are not masked, so they are the same for everyone. ws frames anew for each socket and writes header
// and content apart; for fan-out that is a good part of all the work.

/** A binary message in one frame: the final-fragment bit and opcode 2. */
const finalBinary = 0x82

/**
 * Content of this size is kept framed as long as the content itself is. Many sockets may hold it at a time, and those that
 * lag are sent a row of messages each, one socket after the other: a thousand of them would hold a thousand frames.
 */
const keptBytes = 256

/** The header and content in one buffer. The last one made is kept: a fan-out asks for it again and again. */
export function createMessageFramer(): (content: Uint8Array) => Uint8Array {
  const kept = new WeakMap<Uint8Array, Uint8Array>()
  let lastContent: Uint8Array | undefined
  let lastFrame: Uint8Array = new Uint8Array()
  return (content) => {
    if (content === lastContent) return lastFrame
    lastFrame = kept.get(content) ?? frameMessage(content)
    lastContent = content
    if (content.length >= keptBytes) kept.set(content, lastFrame)
    return lastFrame
  }
}

/** Of a message whose content goes on, so many bytes of it are written after this. */
export function frameMessage(content: Uint8Array, bytesAfter = 0): Uint8Array {
  const length = content.length + bytesAfter
  const headerBytes = length < 126 ? 2 : length < 0x1_0000 ? 4 : 10
  const frame = Buffer.allocUnsafe(headerBytes + content.length)
  frame[0] = finalBinary
  if (headerBytes === 2) frame[1] = length
  else if (headerBytes === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.set(content, headerBytes)
  return frame
}
