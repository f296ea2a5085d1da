export * from './parquet.ts'
export * from './store.ts'
export * from './table-schema.ts'
