import { useEffect, useState } from 'preact/hooks';

/** Drawn as one path; the writer of codes comes only where a code is shown. Dark on white, also at night: it is scanned. */
export function Qr({ text, label }: { text: string; label: string }) {
  const [drawn, setDrawn] = useState<{ size: number; path: string } | null>(null);
  useEffect(() => {
    void import('uqr').then(({ encode }) => {
      const { data, size } = encode(text, { ecc: 'M', border: 0 });
      const path = data
        .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
        .join('');
      setDrawn({ size, path });
    });
  }, [text]);
  const size = drawn?.size ?? 29;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      {drawn && <path d={drawn.path} fill="#000" />}
    </svg>
  );
}
