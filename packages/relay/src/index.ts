// The public face of @weft/relay: open a relay over a log, serve devices over sockets or any other connection.

export { isLoopback } from './access/request-origin.js'
export type { Counters } from './core/counters.js'
export { type Logger, type LogLevel, type LogLine, silentLogger } from './core/logger.js'
export { defaultFoldSettings, type FoldSettings } from './core/settings.js'
export type { Listening, ListenOptions } from './http/listen.js'
export { openRelay, type Relay, type RelayOptions } from './relay.js'
export type { Connection } from './socket/connection.js'
