// Every planted bug.

import { devicePlants } from './device-plants.js'
import { logPlants } from './log-plants.js'
import type { Plant } from './plant.js'

export const plants: readonly Plant[] = [...logPlants, ...devicePlants]
