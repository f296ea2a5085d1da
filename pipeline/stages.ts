import type { Stage } from './stage.ts'
import { ingest } from './stages/1-ingest/index.ts'
import { validate } from './stages/2-validate/index.ts'
import { area } from './stages/3-area/index.ts'
import { density } from './stages/4-density/index.ts'
import { indicators } from './stages/5-indicators/index.ts'
import { tiles } from './stages/6-tiles/index.ts'
import { publish } from './stages/7-publish/index.ts'

/** The whole pipeline, in order. Each stage reads the tables of earlier ones and says why in its own folder. */
export const stages: readonly Stage[] = [
  ingest, //     files as they are -> canonical tables
  validate, //   accepted + quarantined + findings + report
  area, //       hectares three ways, reconciled with the decree
  density, //    buildings and people in zones, RT and kelurahan
  indicators, // official scores, classes, priority, treatment
  tiles, //      layers -> vector tiles -> PMTiles, proven
  publish, //    the release, its manifest, and the pointer last
]
