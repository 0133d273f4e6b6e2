// Bugs of who may go on: copies, restored logs, wiped stores, and what stands for a device that is no more.

import type { Plant } from './plant.js'

const greeting = 'relay/dist/log/decide-greeting.js'
const judge = 'relay/dist/log/judge-batch.js'

/** A copy that greets as its original did, and has made as many batches. */
const copyIsGreeted = [
  { module: greeting, find: '(hello.greeting <= row.greeting && !isRepeat)', put: 'false' },
  {
    module: greeting,
    find: '(hello.made.batch === batch && batch > 0 && !isSameBytes(hello.made.chain, chain))',
    put: 'false'
  }
]
const repeatsGoByNumber = {
  module: judge,
  find: 'if (!batch || !isSameBytes(batch.chain, request.chain)) {',
  put: 'if (!batch) {'
}

export const standingPlants: readonly Plant[] = [
  {
    name: 'dedupe by batch number alone',
    rule: 'B3',
    within: 1_000,
    patches: [
      ...copyIsGreeted,
      repeatsGoByNumber,
      { module: greeting, find: 'hello.made.batch < batch ||', put: '' },
      { module: greeting, find: 'hello.cursor.position < row.cursor;', put: 'false;' },
      {
        module: judge,
        find: 'if (!isSameBytes(request.chain, nextBatchChain(',
        put: 'if (false && !isSameBytes(request.chain, nextBatchChain('
      },
      // The second line of defence: the device compares what both sides hold.
      {
        module: 'client/dist/session/space-work.js',
        find: '!isSameBytes(batch.chain, held.chain)',
        put: 'false'
      },
      {
        module: 'client/dist/session/space-machine.js',
        find: 'welcome.held.batch > hello.made.batch',
        put: 'false'
      }
    ]
  },
  {
    name: 'a clone with equal batch numbers acknowledged',
    rule: 'E3',
    within: 2_000,
    patches: [
      ...copyIsGreeted,
      repeatsGoByNumber,
      {
        module: 'client/dist/session/space-work.js',
        find: '!isSameBytes(batch.chain, held.chain)',
        put: 'false'
      }
    ]
  },
  {
    name: 'restored backup keeps its epoch',
    rule: 'E2',
    within: 1_000,
    patches: [
      { module: 'weft-sim/disk/relay-disk.js', find: "as === 'same-epoch'", put: 'true' },
      // The second line of defence: what the device remembers of the log.
      {
        module: greeting,
        find: 'const head = space.head.position;\n    if (hello.acknowledged',
        put: 'return undefined;\n    const head = space.head.position;\n    if (hello.acknowledged'
      }
    ]
  },
  {
    name: 'stale cursor of a wiped device kept',
    rule: 'S4',
    within: 1_000,
    patches: [{ module: greeting, find: 'return [...named, ...others].filter(', put: 'return [].filter(' }]
  },
  {
    name: 'two leaders among tabs',
    rule: 'T1',
    within: 1_000,
    patches: [
      {
        module: 'client/dist/testing/tab-group.js',
        find: 'elect(name);\n        return () => {',
        put: 'tell(tab, own.onElected);\n        return () => {'
      }
    ]
  }
]
