import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../button.tsx';
import { PrintChoice } from './print-choice.tsx';

/** « Imprimer » where the act is: the paper is shown first, with its choices, and printed from there. */
export function PrintPart({
  act,
  label,
  children,
}: {
  act: string;
  label: string;
  children: () => ComponentChildren;
}) {
  const [isShown, show] = useState(false);
  if (!isShown)
    return (
      <Button act={`show-${act}`} look="gentle" icon="print" onPress={() => show(true)}>
        {label}
      </Button>
    );
  return (
    <>
      {children()}
      <PrintChoice act={`print-${act}`} />
    </>
  );
}
