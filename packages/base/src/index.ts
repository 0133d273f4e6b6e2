// The public face of @weft/base: what every layer needs and no layer owns.

export { type BackoffLimits, jitteredDelayMs, reconnectBackoff } from './backoff.js'
export { type Clock, systemClock } from './clock.js'
export { type Random, randomClientId, randomId, systemRandom } from './random.js'
export { assertRule, fail, ok, type Result } from './result.js'
export { type Close, createScope, type Scope } from './scope.js'
export { createEmitter, createSignal, type Emitter, type Signal, type WritableSignal } from './signal.js'
