// The log contract, for whoever implements the log port, and a replica to try a log with.

export { logContract } from './log-contract.js'
export type { LogSubject } from './log-subject.js'
export { type ReplicaName, TestReplica } from './test-replica.js'
