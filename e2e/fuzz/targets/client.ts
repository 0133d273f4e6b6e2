// A device whose relay is hostile or broken: it must not crash, loop, or lose what was typed on it.

import type { Target } from '../run/target.js'
import { createClientScript } from './client/client-script.js'
import { openClientSubject } from './client/client-subject.js'

export const clientTarget: Target = {
  name: 'client',
  open: openClientSubject,
  createScript: createClientScript
}
