// A device for the whole tree, where passing it down would be noise.

import type { Device } from '@weft/client'
import { createContext, type ReactNode, useContext } from 'react'

const DeviceContext = createContext<Device | null>(null)

/** The device stays its owner's: the provider neither opens nor closes it. */
export function DeviceProvider(props: { readonly device: Device; readonly children?: ReactNode }): ReactNode {
  return <DeviceContext.Provider value={props.device}>{props.children}</DeviceContext.Provider>
}

export function useWeftDevice(): Device {
  const device = useContext(DeviceContext)
  if (!device) throw new Error('useWeftDevice needs a <DeviceProvider device={…}> above it')
  return device
}
