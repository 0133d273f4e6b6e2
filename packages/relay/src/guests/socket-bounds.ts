// How much may wait in a guest's socket.

import { getDefaultHighWaterMark } from 'node:stream'

/** A socket tells that it has drained only after it held more than this. */
export const unheldBytes = getDefaultHighWaterMark(false)
/**
 * A guest whose socket holds more than this gets entries later, from memory that all share: small ones cost far more in a
 * socket than their bytes.
 */
export const entriesBytes = Math.max(64 * 1024, unheldBytes)
