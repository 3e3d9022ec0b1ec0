import { useId } from 'preact/hooks';
import { say, sayCount } from '../words/lookup.ts';

/** What a person writes in their own words. What is left is said only near the end. */
export function WordsField({
  name,
  label,
  value,
  most,
  onInput,
}: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly onInput: (value: string) => void;
}) {
  const id = useId();
  const left = most - value.length;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="box">
        <textarea
          id={id}
          name={name}
          rows={3}
          maxLength={most}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </div>
      {left < 100 && <p class="soft small">{left <= 0 ? say('words.full') : sayCount('words.left', left)}</p>}
    </div>
  );
}
