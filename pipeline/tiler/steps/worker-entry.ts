export { perform } from './crew.ts'
export { Steps } from './steps.ts'
