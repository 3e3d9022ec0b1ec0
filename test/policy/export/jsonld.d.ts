/** Of the package, which ships no types, what the tests use. */
declare module 'jsonld' {
  interface ExpandOptions {
    readonly documentLoader: (address: string) => Promise<never>;
    /** Fails on whatever would be dropped silently. */
    readonly safe: boolean;
  }
  const jsonld: { expand(document: object, options: ExpandOptions): Promise<unknown[]> };
  export default jsonld;
}
