/** The mark: two half discs face to face. Party on the left, resident on the right, on every screen and sheet. */
export function Mark({ size = 30 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="mark-party" d="M14 3v26A13 13 0 0 1 14 3Z" />
      <path class="mark-resident" d="M18 3a13 13 0 0 1 0 26Z" />
    </svg>
  );
}
