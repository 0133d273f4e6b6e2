// Every planted bug.

import { devicePlants } from './device-plants.js'
import { logPlants } from './log-plants.js'
import type { Plant } from './plant.js'
import { readingPlants } from './reading-plants.js'
import { sendingPlants } from './sending-plants.js'
import { standingPlants } from './standing-plants.js'
import { typedPlants } from './typed-plants.js'

export const plants: readonly Plant[] = [
  ...logPlants,
  ...devicePlants,
  ...standingPlants,
  ...readingPlants,
  ...sendingPlants,
  ...typedPlants
]
