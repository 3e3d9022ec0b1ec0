import { useId } from 'preact/hooks';

export function LineField({
  name,
  label,
  value,
  isEmail = false,
  onInput,
}: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly isEmail?: boolean;
  readonly onInput: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="box">
        <input
          id={id}
          name={name}
          inputMode={isEmail ? 'email' : 'text'}
          autocomplete={isEmail ? 'email' : 'off'}
          autocapitalize={isEmail ? 'none' : 'sentences'}
          maxLength={200}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </div>
    </div>
  );
}
