export { type InspectOptions, inspect } from './inspect.ts'
