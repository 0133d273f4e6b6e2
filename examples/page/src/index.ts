// What the pages of the examples share.

export { somebody } from './somebody.js'
export { showStatus } from './status-line.js'
