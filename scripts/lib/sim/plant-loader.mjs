// Loaded before a worker: lets the module hooks plant one bug into the modules that the worker is about to import.
import { register } from 'node:module'

register('./plant-hooks.mjs', import.meta.url, { data: JSON.parse(process.env.WEFT_SIM_PLANT) })
