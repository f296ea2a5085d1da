export interface ZoomProof {
  zoom: number
  /** Tiles that hold something of the layer. */
  tiles: number
  /** Different features within the tiles themselves, their buffers apart. */
  features: number
  /** Drawings; a feature has one in every tile it touches. */
  drawings: number
  /** Promised features that are not drawn as themselves, as the rules of the layer allow. */
  features_dropped: number
  features_clustered: number
  /** Features drawn no larger than a square or stroke of two units, that are too small or too thin for more. */
  marks: number
  /** Of these, squares of 2 x 2 units that no rounding can have made of the feature. */
  sure_marks: number
  /** Features of which every drawing is as thin as what stands for small ones. */
  thin_features: number
  /** Comparison with the source, in tile units of the zoom. */
  max_error_units: number
  vertices: number
  thin_vertices: number
  /** Source vertices within another part of their feature and within what is drawn. */
  covered_vertices: number
  /** Drawn vertices farther from the source than rounding moves them, as crossings made by cleaning may be. */
  made_vertices: number
}

export interface LayerProof {
  name: string
  features: number
  /** Of these, so many without an id: above maxzoom only their drawings are counted. */
  features_without_id: number
  zooms: ZoomProof[]
  /** Comparison with the source at maxzoom, in tile units. */
  max_error_units: number
  vertices: number
  thin_vertices: number
}

/** Of a zoom of which nothing has been looked at. */
export function emptyZoomProof(zoom: number): ZoomProof {
  return {
    zoom,
    tiles: 0,
    features: 0,
    drawings: 0,
    features_dropped: 0,
    features_clustered: 0,
    marks: 0,
    sure_marks: 0,
    thin_features: 0,
    max_error_units: 0,
    vertices: 0,
    thin_vertices: 0,
    covered_vertices: 0,
    made_vertices: 0,
  }
}
