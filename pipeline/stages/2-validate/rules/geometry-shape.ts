import type { Position } from 'geojson'
import {
  meanWidthM,
  type PlanarPart,
  planarParts,
  repeatedVertices,
  SPIKE_ANGLE_DEG,
  spikes,
  widestStrip,
} from '../../../geo/ring-shape.ts'
import { amount } from '../amount.ts'
import { thresholdOf } from '../catalogue.ts'
import type { Given, Judge } from '../judge.ts'

/**
 * Shapes that are valid and yet no outline anybody meant to draw. Asked of zones, RT and kelurahan only: roofs are
 * traced by machines, by the million, and a spike or a repeated vertex of one changes no count.
 */
export const checkZoneShape: Judge = (given) => {
  const parts = partsOf(given)
  if (parts === null) return
  checkOutline(parts, given)
  checkParts(parts, given)
}

/** The same for an administrative unit, which may consist of any number of islands. */
export const checkUnitShape: Judge = (given) => {
  const { level } = given.row
  if (level !== 'kelurahan' && level !== 'rt') return
  const parts = partsOf(given)
  if (parts !== null) checkOutline(parts, given)
}

function partsOf({ geometry, world }: Given): PlanarPart[] | null {
  if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') return null
  return planarParts(geometry, world.toUtm)
}

/** GEOM_SLIVER, GEOM_SPIKE, GEOM_VERTEX_DUP. */
function checkOutline(parts: readonly PlanarPart[], { catalogue, report }: Given): void {
  const width_m = meanWidthM(parts)
  const thin_m = thresholdOf(catalogue, 'GEOM_SLIVER')
  if (width_m < thin_m) {
    report({
      code: 'GEOM_SLIVER',
      field: 'geometry',
      got: `${width_m.toFixed(2)} m`,
      expected: `>= ${thin_m} m`,
      message: {
        id: `Poligon hanya serpihan: lebar rata-ratanya ${amount(width_m, 2).id} m.`,
        en: `The polygon is a sliver: its mean width is ${amount(width_m, 2).en} m.`,
      },
    })
  }
  const spike = spikes(parts, thresholdOf(catalogue, 'GEOM_SPIKE'))
  if (spike) {
    report({
      ...atVertices('GEOM_SPIKE', spike),
      message: {
        id: `Titik tempat batas berbalik arah dalam ${SPIKE_ANGLE_DEG} derajat: ${spike.count}.`,
        en: `Vertices where the outline folds back within ${SPIKE_ANGLE_DEG} degree: ${spike.count}.`,
      },
    })
  }
  const repeated = repeatedVertices(parts, thresholdOf(catalogue, 'GEOM_VERTEX_DUP') / 1000)
  if (repeated) {
    report({
      ...atVertices('GEOM_VERTEX_DUP', repeated),
      message: {
        id: `Titik yang berimpit dengan titik sebelumnya: ${repeated.count}.`,
        en: `Vertices that stand where the one before them stands: ${repeated.count}.`,
      },
    })
  }
}

/** GEOM_MULTIPART: parts far apart, or a part that is but a sliver beside the others. */
function checkParts(parts: readonly PlanarPart[], { catalogue, report }: Given): void {
  if (parts.length < 2) return
  const strip = widestStrip(parts)
  const far_m = thresholdOf(catalogue, 'GEOM_MULTIPART')
  if (strip && strip.width_m > far_m) {
    report({
      code: 'GEOM_MULTIPART',
      field: 'geometry',
      got: `${parts.length}; ${strip.width_m.toFixed(0)} m`,
      expected: `<= ${far_m} m`,
      lon: strip.at[0]!,
      lat: strip.at[1]!,
      message: {
        id: `Poligon terdiri atas ${parts.length} bagian yang terpisah sedikitnya ${amount(strip.width_m, 0).id} m.`,
        en: `The polygon has ${parts.length} parts that lie at least ${amount(strip.width_m, 0).en} m apart.`,
      },
    })
    return
  }
  const thin_m = thresholdOf(catalogue, 'GEOM_SLIVER')
  const slivers = parts.filter((part) => meanWidthM([part]) < thin_m)
  const first = slivers[0]?.[0]?.positions[0]
  // Where every part is thin, the whole is named a sliver already.
  if (first === undefined || slivers.length === parts.length) return
  report({
    code: 'GEOM_MULTIPART',
    field: 'geometry',
    got: `${slivers.length} / ${parts.length}`,
    expected: `>= ${thin_m} m`,
    lon: first[0]!,
    lat: first[1]!,
    message: {
      id: `${slivers.length} dari ${parts.length} bagiannya hanya serpihan, lebar rata-rata di bawah ${thin_m} m.`,
      en: `${slivers.length} of its ${parts.length} parts are slivers, less than ${thin_m} m wide on average.`,
    },
  })
}

/** What is the same in findings about single vertices: how many, and where the first stands. */
function atVertices(code: string, { count, first }: { count: number; first: Position }) {
  return { code, field: 'geometry', got: String(count), expected: '0', lon: first[0]!, lat: first[1]! }
}
