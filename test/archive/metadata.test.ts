import { describe, expect, it } from 'vitest'
import { type LayerInfo, type LossReport, metadataJson } from '../../pipeline/archive/index.ts'
import { META } from './archives.ts'

const LAYER: LayerInfo = {
  name: 'zona',
  description: { id: 'Kawasan kumuh', en: 'Slum zones' },
  kind: 'polygon',
  minzoom: 0,
  maxzoom: 14,
  attributes: [
    { name: 'skor', type: 'number', description: { id: 'Skor', en: 'Score' } },
    { name: 'kode', type: 'string', description: 'Kode' },
    { name: 'sah', type: 'boolean' },
  ],
}

const LOSS: LossReport = {
  name: 'zona',
  features_read: 12,
  features_taken: 10,
  refused: { no_geometry: 2, position_outside: 0 },
  zooms: [
    {
      zoom: 3,
      features: 10,
      features_tiny: 4,
      features_dropped: 0,
      features_clustered: 0,
      drawings: 11,
      tiles: 2,
    },
  ],
}

describe('the metadata of an archive', () => {
  it('has descriptions in both languages, and one text for readers that take one', () => {
    const metadata = metadataJson({ ...META, layers: [LAYER] })
    expect(metadata.vector_layers).toEqual([
      {
        id: 'zona',
        description: 'Kawasan kumuh / Slum zones',
        minzoom: 0,
        maxzoom: 14,
        fields: { skor: 'Number', kode: 'String', sah: 'Boolean' },
        field_descriptions: { skor: 'Skor / Score', kode: 'Kode' },
      },
    ])
    expect(metadata.petakumuh).toEqual({
      descriptions: {
        zona: { id: 'Kawasan kumuh', en: 'Slum zones', fields: { skor: { id: 'Skor', en: 'Score' } } },
      },
    })
  })

  it('tells parts smaller than the grid where there are some', () => {
    const lossOf = (parts_below_grid: number) =>
      metadataJson({ ...META, loss: [{ ...LOSS, refused: {}, parts_below_grid, zooms: [] }] }).petakumuh
    const counts = { layer: 'zona', features_read: 12, features_taken: 10 }
    expect(lossOf(3)).toEqual({ loss: [{ ...counts, parts_below_grid: 3 }] })
    expect(lossOf(0)).toEqual({ loss: [counts] })
  })

  it('has the loss report without its zeros', () => {
    const metadata = metadataJson({ ...META, loss: [LOSS, { ...LOSS, name: 'rt', refused: {}, zooms: [] }] })
    expect(metadata.petakumuh).toEqual({
      loss: [
        {
          layer: 'zona',
          features_read: 12,
          features_taken: 10,
          refused: { no_geometry: 2 },
          zooms: [{ zoom: 3, features: 10, features_tiny: 4, drawings: 11, tiles: 2 }],
        },
        { layer: 'rt', features_read: 12, features_taken: 10 },
      ],
    })
  })

  it('names the engine that cut the tiles', () => {
    expect(metadataJson({ ...META, engine: 'tippecanoe' }).petakumuh).toEqual({ engine: 'tippecanoe' })
  })

  it('has no member that is empty', () => {
    const metadata = metadataJson({ ...META, loss: [] })
    expect(Object.keys(metadata)).toEqual(['name', 'description', 'attribution', 'type', 'vector_layers'])
    expect(metadata.vector_layers).toEqual([
      { id: 'titik', description: '', minzoom: 0, maxzoom: 14, fields: {} },
    ])
  })
})
