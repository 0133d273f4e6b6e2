// Bugs of a log and its disk: what is answered, announced and remembered too early, too little or twice.

import type { Plant } from './plant.js'

const diskLog = 'weft-sim/disk/disk-log.js'

/** The group is answered before its sync, as far as the second patch lets it. */
const answerEarly = {
  module: diskLog,
  find: 'await disk.sync();',
  put: 'await answer(group, disk.records.slice(from)); await disk.sync(); return'
}

export const logPlants: readonly Plant[] = [
  {
    name: 'receipt before fsync',
    rule: 'B1',
    within: 200,
    patches: [
      answerEarly,
      {
        module: diskLog,
        find: 'for (const group of joined(heard))\n            committed.emit(group);',
        put: 'const groups = joined(heard); disk.sync().then(() => { for (const group of groups) committed.emit(group) }, () => undefined)'
      }
    ]
  },
  {
    name: 'fan-out before fsync',
    rule: 'L2',
    within: 200,
    patches: [
      answerEarly,
      {
        module: diskLog,
        find: 'for (const tell of answers)\n            tell();',
        put: 'disk.sync().then(() => { for (const tell of answers) tell() }, () => undefined)'
      }
    ]
  },
  {
    name: 'group commit acknowledges the next group',
    rule: 'L4',
    within: 1_000,
    patches: [
      {
        module: diskLog,
        find: 'await disk.sync();',
        put: `await disk.sync();
          const next = queue.splice(0);
          if (next.length > 0) { disk.write(next.map(({ operation }) => operation)); group = [...group, ...next] }`
      }
    ]
  },
  {
    name: 'positions reused after a torn tail',
    rule: 'L1',
    within: 2_000,
    patches: [
      {
        module: 'weft-sim/disk/relay-disk.js',
        find: 'decodeOperation(last.bytes) === undefined)\n                records.pop();',
        put: 'decodeOperation(last.bytes) === undefined) records.splice(-2)'
      }
    ]
  },
  {
    name: 'dedupe forgotten on restart',
    rule: 'B3',
    within: 3_000,
    patches: [
      {
        module: diskLog,
        find: 'for (const record of disk.recover()) {',
        put: 'globalThis.weftReplays = true; try { for (const record of disk.recover()) {'
      },
      {
        module: diskLog,
        find: 'return {\n        memory,',
        put: '} finally { globalThis.weftReplays = false }\n    return {\n        memory,'
      },
      {
        module: 'relay/dist/log/memory-space.js',
        find: 'this.writeEntries(appended);\n        const batches',
        put: 'this.writeEntries(appended);\n        if (globalThis.weftReplays) return;\n        const batches'
      },
      {
        module: 'relay/dist/log/judge-batch.js',
        find: 'if (request.batch !== held.batch + 1) {',
        put: 'if (held.batch > 0 && request.batch !== held.batch + 1) {'
      },
      {
        module: 'relay/dist/log/judge-batch.js',
        find: 'if (!isSameBytes(request.chain, nextBatchChain(',
        put: 'if (held.batch > 0 && !isSameBytes(request.chain, nextBatchChain('
      },
      {
        module: 'relay/dist/log/decide-greeting.js',
        find: 'if (hello.acknowledged > (replica?.held.batch ?? 0))',
        put: 'if (replica?.held.batch && hello.acknowledged > replica.held.batch)'
      }
    ]
  },
  {
    name: 'cloned store accepted',
    rule: 'E4',
    within: 500,
    patches: [
      {
        module: 'relay/dist/log/decide-greeting.js',
        find: '(hello.greeting <= row.greeting && !isRepeat)',
        put: 'false'
      }
    ]
  }
]
