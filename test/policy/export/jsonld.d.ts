/** Of the package, which ships no types, what the tests use. */
declare module 'jsonld' {
  interface ExpandOptions {
    readonly documentLoader: (address: string) => Promise<never>;
    /** Fails on whatever would be dropped silently. */
    readonly safe: boolean;
  }
  interface CanonizeOptions {
    readonly algorithm: string;
    readonly format: string;
    readonly inputFormat?: string;
    readonly documentLoader?: (address: string) => Promise<never>;
  }
  const jsonld: {
    expand(document: object, options: ExpandOptions): Promise<unknown[]>;
    canonize(document: object | string, options: CanonizeOptions): Promise<string>;
  };
  export default jsonld;
}
