import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import { addProtocol } from 'maplibre-gl'
import { PMTiles, Protocol } from 'pmtiles'
import { ArchiveSource } from './archive.ts'
import { sameOrigin } from './release.ts'

const protocol = new Protocol()
addProtocol('pmtiles', protocol.tile)

/** Style files name their archive relative to themselves; the renderer wants whole addresses. */
export function absoluteStyle(style: StyleSpecification, styleUrl: string): StyleSpecification {
  const sources = Object.fromEntries(
    Object.entries(style.sources).map(([name, source]) => {
      if (source.type !== 'vector' || !source.url?.startsWith('pmtiles://')) return [name, source]
      const url = sameOrigin(source.url.slice('pmtiles://'.length), styleUrl)
      protocol.add(new PMTiles(new ArchiveSource(url)))
      return [name, { ...source, url: `pmtiles://${url}` }]
    }),
  )
  return { ...style, sources }
}
