// A worker starts without what its parent registered to read TypeScript.
import { register } from 'tsx/esm/api'

register()
await import('./locate-share.ts')
