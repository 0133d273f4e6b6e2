// What adopting needs (F10, F12), with the guard: for load-adoption.ts alone.

export { adoptUpdate } from './adopt-update.js'
export { remainderOf } from './remainder.js'
