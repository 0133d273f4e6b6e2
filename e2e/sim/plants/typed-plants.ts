// Bugs of typed fields: writes and sums that lose one another.

import type { Plant } from './plant.js'

const maker = 'model/dist/candidates/candidate-maker.js'

export const typedPlants: readonly Plant[] = [
  {
    name: 'one key for all writers of a field',
    rule: 'V3',
    typed: true,
    within: 200,
    patches: [
      { module: maker, find: 'const writer = randomId(random, writerLength);', put: "const writer = 'all';" }
    ]
  },
  {
    name: 'a sum for each device and not for each load',
    rule: 'V2',
    typed: true,
    within: 500,
    patches: [
      {
        module: maker,
        find: 'const writer = randomId(random, writerLength);',
        put: 'const writer = source.author.device;'
      }
    ]
  },
  {
    name: 'a write leaves what it replaces',
    rule: 'V3',
    typed: true,
    within: 200,
    patches: [
      {
        module: 'model/dist/candidates/candidate-table.js',
        find: 'if (!added.some((one) => one.key === key))',
        put: 'if (false)'
      }
    ]
  }
]
