// The command line of the fuzzer.

import { type TargetName, targetNames } from './target.js'

export interface FuzzOptions {
  readonly kind: 'run'
  readonly frames: number
  readonly seed: number
  readonly targets: readonly TargetName[]
  /** The trace to replay instead. */
  readonly replay: string | null
}

export type ParsedArguments =
  | FuzzOptions
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }

export const usage = `npm run fuzz -- [--frames 200000] [--seed 1] [--target all] [--replay FILE]
  --frames N    how many hostile frames, shared out among the targets; a device gets a thirtieth of a relay's
  --seed S      another seed, other frames
  --target T    one or more of ${targetNames.join(', ')}, with commas between; or all
  --replay F    take the steps of a trace that an earlier run has kept`

export function parseArguments(args: readonly string[]): ParsedArguments {
  let options: FuzzOptions = { kind: 'run', frames: 200_000, seed: 1, targets: targetNames, replay: null }
  for (let at = 0; at < args.length; at += 2) {
    const [name = '', value = ''] = args.slice(at, at + 2)
    if (name === '--help' || name === '-h') return { kind: 'help' }
    const changed = optionOf(name, value)
    if (typeof changed === 'string') return { kind: 'wrong', message: changed }
    options = { ...options, ...changed }
  }
  return options
}

/** What the option changes, or what is wrong with it. */
function optionOf(name: string, value: string): Partial<FuzzOptions> | string {
  switch (name) {
    case '--frames':
      return isCount(value, 1) ? { frames: Number(value) } : `--frames takes a number from 1, not "${value}"`
    case '--seed':
      return isCount(value, 0) ? { seed: Number(value) } : `--seed takes a number from 0, not "${value}"`
    case '--target': {
      const names = value === 'all' ? targetNames : value.split(',')
      const strange = names.find((one) => !targetNames.includes(one as TargetName))
      if (strange !== undefined) return `no target is called "${strange}": ${targetNames.join(', ')} or all`
      return { targets: names as readonly TargetName[] }
    }
    case '--replay':
      return value === '' ? '--replay takes the path of a trace' : { replay: value }
    default:
      return `there is no option "${name}"`
  }
}

const isCount = (text: string, least: number): boolean => /^\d{1,12}$/.test(text) && Number(text) >= least
