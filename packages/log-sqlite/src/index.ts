// The public face of @weft/log-sqlite.

export {
  type Examination,
  type ExamineOptions,
  examineLog,
  type SpaceVerdict
} from './doctor/examine-log.js'
export type { Finding, FindingKind, Mend } from './doctor/finding.js'
export { type Repair, repairLog } from './doctor/repair-log.js'
export { type Salvage, type SalvagedSpace, type SalvageOptions, salvageLog } from './doctor/salvage-log.js'
export type { TakenDocument } from './doctor/take-in-space.js'
export { openSqliteLog, type SqliteLogOptions } from './open-sqlite-log.js'
