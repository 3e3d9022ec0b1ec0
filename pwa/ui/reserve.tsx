/** A year's reserve as what it is: so many parts, so many of them taken. Always beside the same in words. */
export function Reserve({ taken, planned = 0, of }: { taken: number; planned?: number; of: number }) {
  const parts = Array.from({ length: of }, (_, at) =>
    at < taken ? 'taken' : at < taken + planned ? 'planned' : 'left',
  );
  return (
    <div class="reserve" aria-hidden="true">
      {parts.map((part, at) => (
        // The parts are alike and never move.
        <i key={at} class={part} />
      ))}
    </div>
  );
}
