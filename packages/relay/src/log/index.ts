// The log port and what every log shares: decisions, folding, and the reference log in memory.

export { firstOpaqueKind } from './admit-item.js'
export { defaultLogLimits, type LogLimits } from './log-limits.js'
export { createMemoryLog, type MemoryLogOptions } from './memory-log.js'
export * from './port.js'
