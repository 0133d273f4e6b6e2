// What is wrong with a hello before anything of a space is looked at.

import type { WeftError } from '@weft/protocol'
import {
  type Hello,
  type HelloDevice,
  type HelloSpace,
  isId,
  isSpaceId,
  protocolVersion
} from '@weft/protocol'
import { tokenTrouble } from '../access/secret.js'

/** Ends the connection when it is not undefined. The secret is asked for before an id is looked at (SPEC A3, P6). */
export function helloTrouble(hello: Hello, secret: string | null): WeftError | undefined {
  const [lowest, highest] = hello.versions
  if (lowest > protocolVersion || highest < protocolVersion) {
    const message = `this relay speaks version ${protocolVersion}, the device ${lowest} to ${highest}`
    return { code: 'unsupported-version', message }
  }
  const token = tokenTrouble(secret, hello.token)
  if (token) return token
  if (!isId(hello.device.id)) return { code: 'id-invalid', message: 'the device id is not an id' }
  const { length } = hello.device.proof
  if (length < 16 || length > 64) return { code: 'device-proof-wrong', message: 'a proof has 16 to 64 bytes' }
  return undefined
}

/** Concerns one space of the hello; the others are opened. */
export function helloSpaceTrouble(space: HelloSpace): WeftError | undefined {
  const ids = [space.replica, space.replaces, space.epoch].filter((id) => id !== null)
  if (!isSpaceId(space.space)) return { code: 'id-invalid', message: 'the space id is not an id' }
  if (!ids.every(isId)) return { code: 'id-invalid', message: 'a replica or epoch id is not an id' }
  if (space.greeting < 1) return { code: 'replica-rewound', message: 'greeting numbers begin at 1' }
  return undefined
}

const longestLabel = 128
const mostSchemas = 64

/** Labels are for people: longer ones are cut, not refused. */
export function boundedDevice(device: HelloDevice): HelloDevice {
  return {
    ...device,
    name: cut(device.name),
    platform: cut(device.platform),
    appVersion: cut(device.appVersion),
    schemas: device.schemas.slice(0, mostSchemas).map(({ name, version }) => ({ name: cut(name), version }))
  }
}

/** Never in the middle of a surrogate pair: half of one is no UTF-8. */
function cut(label: string): string {
  if (label.length <= longestLabel) return label
  const last = label.charCodeAt(longestLabel - 1)
  return label.slice(0, last >= 0xd800 && last < 0xdc00 ? longestLabel - 1 : longestLabel)
}
