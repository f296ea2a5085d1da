declare module 'geojson-validation' {
  const validation: {
    /** With `trace` the list of faults, empty when the feature is valid by the GeoJSON structure of 2008. */
    isFeature(feature: unknown, trace: true): string[]
  }
  export default validation
}
