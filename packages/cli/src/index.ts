// The public face of @weft/cli: what a program needs that starts relays as the command does.

export { pairingLink } from './relay/pairing-link.js'
export { type StartedRelay, type Surroundings, startRelay } from './relay/start-relay.js'
export type { StartTrouble } from './relay/start-trouble.js'
