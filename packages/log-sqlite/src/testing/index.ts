// For rigs: a log that can be opened thousands of times.

export { type LogHere, openLogHere } from './log-here.js'
