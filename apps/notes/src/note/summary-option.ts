// How the client makes summaries of notes: by what is loaded when the first of them is due.

import type { SpaceOptions } from '@weft/client'
import { loadLater } from '../app/load-later.js'
import type { NoteSummary } from './summary.js'

export const summaryOption: NonNullable<SpaceOptions<NoteSummary>['summary']> = {
  version: 2,
  of: { load: () => loadLater(() => import('./summarise.js').then(({ summaryOf }) => summaryOf)) }
}
