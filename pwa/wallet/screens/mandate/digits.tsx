/** Six digits in two groups of three, read by a voice one by one. */
export function Digits({ code }: { code: string }) {
  return (
    <p class="code tall" data-code={code}>
      <span aria-hidden="true">
        {code.slice(0, 3)} {code.slice(3)}
      </span>
      <span class="unseen">{[...code].join(' ')}</span>
    </p>
  );
}
