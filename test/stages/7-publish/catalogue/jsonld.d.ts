declare module 'jsonld' {
  interface Options {
    base: string
    /** Whether words that would be dropped are an error. */
    safe: boolean
    documentLoader: (url: string) => never
  }
  const jsonld: {
    expand(document: unknown, options: Options): Promise<unknown[]>
    toRDF(document: unknown, options: Options): Promise<unknown>
  }
  export default jsonld
}
