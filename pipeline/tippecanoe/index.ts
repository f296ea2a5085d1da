export { type LayerRun, tippecanoeArguments } from './arguments.ts'
export {
  cutWithTippecanoe,
  type TippecanoeInput,
  type TippecanoeOptions,
  type TippecanoeTileset,
} from './cut.ts'
export {
  chooseEngine,
  type Engine,
  type EngineChoice,
  findTippecanoe,
  type TippecanoeProgram,
} from './program.ts'
export type { TippecanoeReport } from './report.ts'
