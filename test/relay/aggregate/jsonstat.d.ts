/** What the package tests use of it; it comes without types. */
declare module 'jsonstat-toolkit' {
  interface Datum {
    readonly value: number | null;
    readonly status: string | null;
  }
  interface Dimension {
    readonly id: readonly string[];
    readonly label: string;
    Category(id: string): { readonly label: string };
  }
  interface Dataset {
    readonly class: string;
    readonly n: number;
    readonly id: readonly string[];
    readonly size: readonly number[];
    readonly label: string;
    readonly updated: string;
    readonly role: Readonly<Record<string, readonly string[]>>;
    readonly extension: Readonly<Record<string, unknown>>;
    Dimension(id: string): Dimension;
    Data(at: Readonly<Record<string, string>>): Datum;
  }
  const JSONstat: (value: unknown) => Dataset;
  export default JSONstat;
}
