// The log contract, for whoever implements the log port, and a replica to try a log with.

export { fullSpaces, writeFullLog } from './full-log.js'
export { logContract } from './log-contract.js'
export type { LogSubject } from './log-subject.js'
export { type ReplicaName, TestReplica, textOf } from './test-replica.js'
