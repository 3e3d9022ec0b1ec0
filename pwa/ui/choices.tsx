import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** One of a few, each as large as a finger. */
export function Choices<T extends string>({
  name,
  title,
  options,
  chosen,
  onChoose,
  isNext = false,
}: {
  /** Stable name; each choice is `name-value` for journeys. */
  readonly name: string;
  readonly title: ComponentChildren;
  readonly options: readonly {
    readonly value: T;
    readonly said: ComponentChildren;
    readonly lang?: string;
  }[];
  readonly chosen: T | null;
  readonly onChoose: (value: T) => void;
  /** Comes out of a choice above it: it comes into sight by itself. */
  readonly isNext?: boolean;
}) {
  const group = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (isNext) group.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <fieldset class="card" ref={group}>
      <legend>
        <h2>{title}</h2>
      </legend>
      <div class="stack choices">
        {options.map(({ value, said, lang }, at) => (
          <label class="choice boxed" key={value} lang={lang}>
            <input
              type="radio"
              name={name}
              data-act={`${name}-${/^[a-z-]+$/.test(value) ? value : at}`}
              checked={chosen === value}
              onChange={() => onChoose(value)}
            />
            <span class="grow">{said}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
